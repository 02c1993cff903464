-- Restricted rich text of an answer: what may be in it, its words, its fields and the identity numbers it names.

-- Only the vocabulary that the letter can print; anything else is refused, not cleaned: the window already cleaned it.
CREATE OR REPLACE FUNCTION pqr_core.check_html(p_html text, p_field text) RETURNS void LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $fn$
BEGIN
    IF octet_length(p_html) > 200000 THEN
        PERFORM pqr_core.refuse('text_too_long', p_field);
    END IF;
    IF regexp_replace(p_html, '</?(p|h2|ul|ol|li|b|i|u|blockquote|table|tr|td|th)( align="(left|right|center)")?>|<br/?>',
                      '', 'g') ~ '[<>]'
       OR p_html ~ '[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]'
       -- Letters written by their number, and Greek or Cyrillic ones that look like ours, would pass the identity guard.
       OR p_html ~ '&(?!(?:amp|lt|gt|nbsp);)[#[:alpha:]]' OR p_html ~ '[\u0370-\u058f]' THEN
        PERFORM pqr_core.refuse('text_format', p_field);
    END IF;
END $fn$;

-- The words alone as the letter prints them, for counting and searching: blocks are separated by a space, bold letters
-- stay in their word, what is invisible goes, and an accent typed apart joins its letter.
CREATE OR REPLACE FUNCTION pqr_core.plain_text(p_html text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT btrim(regexp_replace(normalize(replace(replace(replace(replace(
    regexp_replace(regexp_replace(coalesce(p_html, ''), '</?[biu]>|[\u00ad\u200b-\u200f\u2060-\u2064]', '', 'g'),
                   '<[^>]*>', ' ', 'g'),
    '&nbsp;', ' '), '&lt;', '<'), '&gt;', '>'), '&amp;', '&'), NFC), '[\s\u00a0\u2000-\u200a\u202f\u3000]+', ' ', 'g'))
$$;

-- The text with every {{field}} replaced by the case's value. Refuses a field without value, naming it.
CREATE OR REPLACE FUNCTION pqr_core.merged(p_html text, p_fields jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE v_key text; v_value text; v_html text := p_html;
BEGIN
    FOR v_key IN SELECT DISTINCT m[1] FROM regexp_matches(p_html, '\{\{([^{}]*)\}\}', 'g') m LOOP
        v_value := btrim(coalesce(p_fields ->> v_key, ''));
        IF v_value = '' THEN
            PERFORM pqr_core.refuse('field_without_value', v_key);
        END IF;
        v_value := replace(replace(replace(v_value, '&', '&amp;'), '<', '&lt;'), '>', '&gt;');
        v_html := replace(v_html, '{{' || v_key || '}}', v_value);
    END LOOP;
    IF v_html ~ '\{\{|\}\}' THEN
        PERFORM pqr_core.refuse('field_without_value', 'braces');
    END IF;
    RETURN v_html;
END $fn$;

-- Identity numbers a text names, digits only: with thousands dots, or after the name of a document. Pesos do not count.
CREATE OR REPLACE FUNCTION pqr_core.identity_numbers(p_text text) RETURNS SETOF text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT DISTINCT regexp_replace(m[2], '\D', '', 'g')
  FROM regexp_matches(p_text, '(^|[^$[:digit:].,-])\m([0-9]{1,3}(?:\.[0-9]{3}){2,3})\M(?! ?(?:pesos|COP))', 'g') m
 WHERE p_text !~ ('\$ ?' || replace(m[2], '.', '\.'))
UNION
SELECT DISTINCT regexp_replace(m[1], '\D', '', 'g')
  FROM regexp_matches(p_text,
      '\m(?:C\.? ?C\.?|T\.? ?I\.?|C\.? ?E\.?|R\.? ?C\.?|NUIP|PPT|[Cc]édula(?: de ciudadanía)?(?: [Nn][.°ºo]+)?) ?([0-9][0-9.]{4,13}[0-9])\M', 'g') m
$$;
