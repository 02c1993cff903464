-- Who asks in each of the {cases} petitions: 7 in 10 asked once, the others two or three times; names from short lists,
-- so that a surname has thousands of people as in the registry; and the words that the search reads.
SET session_replication_role = replica;
SET synchronous_commit = off;
INSERT INTO pqr.petitioner (case_id, ordinal, capacity, document_type, document_number, full_name, municipality_code)
SELECT c.case_id, 1, 'self', 'CC', (10000000 + p.person)::text,
       (ARRAY['Rosa','María','Luz','Ana','Blanca','Gloria','Carlos','José','Luis','Jorge','Óscar','Fabián','Nubia','Elsa',
              'Martha','Pedro','Álvaro','Hernán','Sara','Diana'])[1 + p.person % 20] || ' ' ||
       (ARRAY['Elena','Marina','Stella','Lucía','Amparo','Andrés','Darío','Alberto','Enrique','Cecilia'])[1 + p.person / 20 % 10] || ' ' ||
       names.surnames[1 + p.person / 200 % 200] || ' ' || names.surnames[1 + p.person / 40000 % 200],
       towns.codes[1 + p.person % cardinality(towns.codes)]
  FROM (SELECT case_id, row_number() OVER (ORDER BY case_id) AS n FROM pqr.petition) c
 CROSS JOIN LATERAL (SELECT (CASE WHEN c.n % 10 < 7 THEN c.n ELSE c.n - c.n % 10 END)::int AS person) p
 CROSS JOIN (SELECT array_agg('Apellido' || translate(g::text, '0123456789', 'abcdefghij') ORDER BY g) AS surnames
               FROM generate_series(1, 200) g) names
 CROSS JOIN (SELECT array_agg(code ORDER BY code) AS codes FROM pqr.municipality) towns
-- Petitions that another benchmark of the same run made have theirs.
ON CONFLICT DO NOTHING;
INSERT INTO pqr.search_text (case_id, words)
SELECT t.case_id, to_tsvector('simple', pqr_core.norm(concat_ws(' ', t.full_name, t.document_number)) || ' ' || p.filing_number)
  FROM pqr.petitioner t JOIN pqr.petition p USING (case_id) WHERE t.ordinal = 1
ON CONFLICT DO NOTHING;
RESET session_replication_role;
RESET synchronous_commit;
