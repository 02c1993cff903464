-- Invented staff: {agents} agents and one person of each other role that is measured.
INSERT INTO pqr.person (person_id, login, full_name, initials, area_id, joined_on)
SELECT n, 'u_bench_' || n, 'Persona de medida ' || n, 'PM', NULL, '2020-01-15'
  FROM generate_series(1, {agents}) AS n;
INSERT INTO pqr.person (person_id, login, full_name, initials, area_id, joined_on)
SELECT 500 + n, 'u_bench_x' || n, 'Persona de medida ' || 500 + n, 'PM',
       CASE WHEN n = 2 THEN (SELECT min(area_id) FROM pqr.area WHERE kind = 'mission') END, '2020-01-15'
  FROM generate_series(1, 3) AS n;
