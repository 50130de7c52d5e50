"""How does the database itself refuse that a row of the audit is changed or removed? Triggers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_WHY = "the audit is append-only"
AUDIT: Mapping[str, Sequence[str]] = {
    "sqlite": (
        "CREATE TRIGGER audit_keeps_rows BEFORE UPDATE ON audit "
        f"BEGIN SELECT RAISE(ABORT, '{_WHY}'); END",
        "CREATE TRIGGER audit_loses_none BEFORE DELETE ON audit "
        f"BEGIN SELECT RAISE(ABORT, '{_WHY}'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"'BEGIN RAISE EXCEPTION ''{_WHY}''; END'",
        "CREATE TRIGGER audit_keeps_rows BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
        "CREATE TRIGGER audit_loses_none BEFORE TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
    ),
}
"""Statements by dialect (sqlite.org/lang_createtrigger.html; PostgreSQL, CREATE TRIGGER)."""

NO_MORE: Mapping[str, Sequence[str]] = {
    "sqlite": ("DROP TRIGGER audit_keeps_rows", "DROP TRIGGER audit_loses_none"),
    "postgresql": (
        "DROP TRIGGER audit_keeps_rows ON audit",
        "DROP TRIGGER audit_loses_none ON audit",
        "DROP FUNCTION audit_append_only()",
    ),
}
