"""The settings and access rules of the embedded server, written anew at every start."""

from __future__ import annotations

import sys

HOST = "127.0.0.1"
SUPERUSER = "postgres"

#: Nobody is trusted: password over loopback or nothing; no line for sockets or for replication.
ACCESS_RULES = f"""\
# Written by Bandeja PQR at every start: changes made here are lost.
host all all {HOST}/32 scram-sha-256
"""


_PRIVATE_LOG = """\
# Personal data stays out of the log: no statements, no parameters, no details of errors. LOG ranks above
# ERROR in the server's log, so what functions write with RAISE LOG is kept.
log_statement = 'none'
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_min_messages = 'log'
log_min_error_statement = 'panic'
log_error_verbosity = 'terse'
log_line_prefix = '%m [%p] %u@%d '
logging_collector = off
"""


def configuration(port: int, max_connections: int, fsync: bool) -> str:
    """postgresql.conf for a server on `port`; `fsync` off is for tests, it can lose data in a power cut."""
    durable = "on" if fsync else "off"
    # Where the system can tell, a query ends soon after its client died.
    client_check = "" if sys.platform == "win32" else "client_connection_check_interval = '10s'\n"
    return f"""\
# Written by Bandeja PQR at every start: changes made here are lost.
listen_addresses = '{HOST}'
port = {port}
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = {max_connections}
shared_buffers = '128MB'
work_mem = '16MB'
maintenance_work_mem = '128MB'
random_page_cost = 1.1
jit = off
fsync = {durable}
full_page_writes = {durable}
synchronous_commit = on
wal_level = replica
min_wal_size = '80MB'
max_wal_size = '1GB'
checkpoint_timeout = '10min'
timezone = 'America/Bogota'
log_timezone = 'America/Bogota'
datestyle = 'iso, dmy'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.simple'
temp_file_limit = '2GB'
max_notify_queue_pages = 64
{client_check}
{_PRIVATE_LOG}"""
