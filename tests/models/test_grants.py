"""Every right in the database is in grants.txt: what is new or gone fails until it is read and accepted there.

To accept: `PQR_ACCEPT_GRANTS=1 uv run pytest tests/models/test_grants.py`, and read the difference in the commit.
"""

from __future__ import annotations

import os
from pathlib import Path

LIST = Path(__file__).parent / "grants.txt"

#: object, who, rights; owners and superusers are left out.
RIGHTS = """
WITH ours AS (SELECT oid, nspname FROM pg_namespace WHERE nspname LIKE 'pqr%'),
acls AS (
  SELECT 'schema ' || n.nspname AS what, x.* FROM pg_namespace n, aclexplode(n.nspacl) x
   WHERE n.oid IN (SELECT oid FROM ours) AND x.grantee <> n.nspowner
  UNION ALL
  SELECT CASE k.relkind WHEN 'S' THEN 'sequence ' WHEN 'v' THEN 'view ' ELSE 'table ' END
         || o.nspname || '.' || k.relname, x.*
    FROM pg_class k JOIN ours o ON o.oid = k.relnamespace, aclexplode(k.relacl) x
   WHERE x.grantee <> k.relowner AND o.nspname <> 'pqr_quota'
  UNION ALL
  SELECT 'column ' || o.nspname || '.' || k.relname || '.' || a.attname, x.*
    FROM pg_attribute a JOIN pg_class k ON k.oid = a.attrelid JOIN ours o ON o.oid = k.relnamespace,
         aclexplode(a.attacl) x
   WHERE x.grantee <> k.relowner
  UNION ALL
  SELECT 'function ' || p.oid::regprocedure, x.*
    FROM pg_proc p JOIN ours o ON o.oid = p.pronamespace,
         aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
   WHERE x.grantee <> p.proowner
  UNION ALL
  SELECT 'database', x.* FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x
   WHERE d.datname = current_database() AND x.grantee <> d.datdba
)
SELECT what || ': ' || CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END || ' '
       || string_agg(privilege_type || CASE WHEN is_grantable THEN ' (grantable)' ELSE '' END, ', '
                     ORDER BY privilege_type)
  FROM acls GROUP BY what, grantee
UNION ALL
SELECT 'member ' || m.member::regrole || ': ' || m.roleid::regrole
       || concat_ws(',', CASE WHEN m.inherit_option THEN ' inherit' END, CASE WHEN m.set_option THEN ' set' END,
                    CASE WHEN m.admin_option THEN ' admin' END)
  FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
 WHERE r.rolname LIKE 'pqr\\_%' AND m.roleid NOT IN (SELECT oid FROM pg_roles WHERE rolname LIKE 'u\\_%')
UNION ALL
SELECT 'owner ' || o.nspname || ' functions: ' || string_agg(DISTINCT p.proowner::regrole::text, ', ')
  FROM pg_proc p JOIN ours o ON o.oid = p.pronamespace GROUP BY o.nspname
UNION ALL
SELECT 'owner ' || o.nspname || ' tables: ' || string_agg(DISTINCT k.relowner::regrole::text, ', ')
  FROM pg_class k JOIN ours o ON o.oid = k.relnamespace WHERE k.relkind IN ('r', 'p', 'v') AND o.nspname <> 'pqr_meta'
 GROUP BY o.nspname
UNION ALL
SELECT 'policy ' || schemaname || '.' || tablename || ' ' || policyname || ': ' || cmd || ' '
       || array_to_string(roles, ',')
  FROM pg_policies
"""


def test_the_rights_are_those_of_the_list(sql_as):
    rows = sql_as("postgres").execute(f'SELECT * FROM ({RIGHTS}) r(line) ORDER BY line COLLATE "C"').fetchall()
    found = [line for (line,) in rows]
    if os.environ.get("PQR_ACCEPT_GRANTS"):
        LIST.write_text("\n".join(found) + "\n", encoding="utf-8")
    listed = LIST.read_text(encoding="utf-8").splitlines()
    assert sorted(set(found) - set(listed)) == [], "new rights"
    assert sorted(set(listed) - set(found)) == [], "rights that are gone"


def test_nothing_is_for_everybody_or_handed_on(sql_as):
    listed = LIST.read_text(encoding="utf-8")
    assert "PUBLIC" not in listed
    assert "(grantable)" not in listed
