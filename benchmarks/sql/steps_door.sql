\set n :n + 1
\set k :first + :client_id * :each + :n
SELECT pqr_api.perform(lpad(to_hex(:k::bigint), 32, '0')::uuid, lpad(to_hex(:k::bigint), 32, '0')::uuid, 1, 'check_image', 'image_good', '{}', 'pqr_v08');
