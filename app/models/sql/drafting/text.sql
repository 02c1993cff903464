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
       -- Letters written by their number would pass the identity guard.
       OR p_html ~ '&(?!(?:amp|lt|gt|nbsp);)[#[:alpha:]]' THEN
        PERFORM pqr_core.refuse('text_format', p_field);
    END IF;
END $fn$;

-- The first character that a letter would show as an empty box, or as another letter (Greek and Cyrillic look like ours
-- and would pass the identity guard); NULL when there is none. The program knows the same ones before it sends.
CREATE OR REPLACE FUNCTION pqr_core.unprintable(p_text text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$
SELECT substring(p_text FROM
    '[^\n\t\u0020-\u007e\u00a0-\u034e\u0350-\u036f\u1e00-\u1e9b\u1e9e\u1ea0-\u1ef9\u2000-\u200a\u2010'
    '\u2012-\u2022\u2026\u202f\u2030\u2032-\u2034\u2039\u203a\u2044\u205f\u2074-\u2079\u207f-\u2089'
    '\u20a1\u20a3\u20a4\u20ac\u2105\u2113\u2116\u2117\u2122\u2153\u2154\u215b-\u215e\u2190-\u2195'
    '\u2211\u2212\u2219\u221a\u221e\u2248\u2260\u2264\u2265\u25a0\u25a1\u25aa-\u25ac\u25b2\u25ba\u25bc'
    '\u25c4\u25ca\u25cb\u25cf\u25e6\u3000\ua78b\ua78c\ufb01\ufb02]')
$$;

-- Every text of a version can be printed; refuses otherwise, naming the sign and where it stands.
CREATE OR REPLACE FUNCTION pqr_core.check_printable(p_case uuid, p_version int) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $fn$
DECLARE v_found text;
BEGIN
    SELECT b.place || ': ' || pqr_core.unprintable(pqr_core.plain_text(b.body)) INTO v_found
      FROM pqr_core.draft_bodies(p_case, p_version) b
     WHERE pqr_core.unprintable(pqr_core.plain_text(b.body)) IS NOT NULL ORDER BY b.ordinal LIMIT 1;
    IF v_found IS NOT NULL THEN
        PERFORM pqr_core.refuse('unprintable', v_found);
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
