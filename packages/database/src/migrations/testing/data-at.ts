/**
 * Rows as a release with this schema has left them, by its last migration: statements that are frozen with it. A migration that adds
 * a table or a column with a meaning of its own adds an entry, so that the ones after it are tried on such rows too.
 */
export const DATA_AT: Readonly<Record<string, readonly string[]>> = {
  "0001-initial": [
    `insert into partners (id, name, time_zone) values
       ('p1', 'Acme MSP', 'Pacific/Auckland'), ('p 2/ü', 'Zweite "GmbH"', 'UTC')`,
    `insert into customers (partner_id, id, name, domains, archived_at) values
       ('p1', 'c1', 'Harbour', '{harbour.example}', null), ('p1', 'c2', 'Gone', '{}', '2026-01-05T03:00:00Z'), ('p 2/ü', 'c1', 'Same id', '{}', null)`,
    `insert into quantity_snapshots (partner_id, customer_id, observed_at, quantities) values
       ('p1', 'c1', '2026-03-10T00:00:00Z', '{"cloudfilter": 25, "bracket-bundle": 10}'), ('p 2/ü', 'c1', '2026-03-09T00:00:00Z', '{}')`,
    `insert into connections (id, partner_id, provider_id, status, attention_reason, settings, secrets, memory, preferences, mapping_version) values
       ('00000000-0000-4000-8000-000000000001', 'p1', 'connectwise-manage', 'active', null, '{"companyId": "acme", "useCustomSite": false}',
        'sealed.one', '{"site": "na.example.com"}', '{"guardMinLines": 9}', 4),
       ('00000000-0000-4000-8000-000000000002', 'p 2/ü', 'connectwise-manage', 'attention', 'credentials_refused', '{}', 'sealed.two', null, '{}', 0)`,
    `insert into mappings (connection_id, partner_id, service_code, product_id, product_identifier, product_description) values
       ('00000000-0000-4000-8000-000000000001', 'p1', 'cloudfilter', '101', 'FILTER', 'Mail filter'),
       ('00000000-0000-4000-8000-000000000001', 'p1', 'exchange-basic', '102', 'EX', 'Deprecated, still mapped')`,
    `insert into assignments (connection_id, partner_id, customer_id, company_id, company_name, agreement_id, agreement_name) values
       ('00000000-0000-4000-8000-000000000001', 'p1', 'c1', '9', 'Harbour Ltd', '77', 'Managed')`,
    `insert into kept_lines (connection_id, partner_id, agreement_id, product_id, line_id, written_quantity, written_at, decision, decided_at) values
       ('00000000-0000-4000-8000-000000000001', 'p1', '77', '101', '5001', 24, '2026-03-09T02:10:00Z', null, null),
       ('00000000-0000-4000-8000-000000000001', 'p1', '77', '102', '5002', null, null, 'leave', '2026-02-01T00:00:00Z')`,
    `insert into runs (id, partner_id, provider_id, connection_id, trigger, status, night, reason, detail, counts, progress, requested_by, started_at,
        finished_at, lease_token, lease_expires_at, attempts) values
       ('00000000-0000-4000-9000-000000000001', 'p1', 'connectwise-manage', '00000000-0000-4000-8000-000000000001', 'nightly', 'succeeded_with_problems',
        '2026-03-09', null, null, '{"set": 1, "skipped": 1, "lines": 2}', '{}', null, '2026-03-09T02:00:00Z', '2026-03-09T02:11:00Z', null, null, 1),
       ('00000000-0000-4000-9000-000000000002', 'p1', 'connectwise-manage', '00000000-0000-4000-8000-000000000001', 'manual', 'running',
        null, null, null, '{}', '{"writesTotal": 3}', 'anna', '2026-03-10T09:00:00Z', null, '00000000-0000-4000-a000-000000000001', '2026-03-10T09:01:30Z', 1),
       ('00000000-0000-4000-9000-000000000003', 'p1', 'connectwise-manage', '00000000-0000-4000-8000-00000000dead', 'nightly', 'failed',
        '2026-03-08', 'unavailable', 'Maintenance', '{}', '{}', null, '2026-03-08T02:00:00Z', '2026-03-08T02:30:00Z', null, null, 3)`,
    `insert into run_changes (run_id, position, partner_id, customer_id, agreement_id, product_id, line_id, before, after, outcome, reason, detail) values
       ('00000000-0000-4000-9000-000000000001', 1, 'p1', null, '77', '101', '5001', 20, 24, 'set', null, null),
       ('00000000-0000-4000-9000-000000000001', 2, 'p1', 'c2', '78', null, null, null, null, 'skipped', 'agreement_ended', 'Expired "yesterday"'),
       ('00000000-0000-4000-9000-000000000002', 1, 'p1', null, '77', '103', null, null, 2.5, 'planned', null, null)`,
    `insert into unmap_requests (partner_id, provider_id, connection_id, service_code, requested_by, note) values
       ('p1', 'connectwise-manage', '00000000-0000-4000-8000-000000000001', 'cloudfilter', 'anna', 'By mistake')`,
    `insert into audit_events (partner_id, actor, actor_role, action, facts, ip) values
       ('p1', 'anna', 'partner', 'connection.enabled', '{"providerId": "connectwise-manage"}', '203.0.113.7'), (null, 'sally', 'support', 'support.viewed', '{}', null)`,
  ],
  "0003-credentials-version": [
    `update connections set credentials_version = 3, secrets = 'sealed.again' where id = '00000000-0000-4000-8000-000000000001'`,
  ],
  "0004-left-out": [
    `insert into customer_exclusions (connection_id, partner_id, customer_id, note, excluded_by) values
       ('00000000-0000-4000-8000-000000000001', 'p1', 'c2', 'Billed "by hand"', 'anna')`,
    `update mappings set zero_policy = 'ask' where service_code = 'cloudfilter'`,
  ],
  "0005-notices": [
    `insert into notice_preferences (partner_id, subject, address, kinds, pending_address) values
       ('p1', 'anna', 'anna@acme.example', '{first_failure,held_run}', null), ('p 2/ü', 'bo', null, '{}', 'bo@second.example')`,
    `insert into webhooks (connection_id, partner_id, provider_id, url, secret, kinds) values
       ('00000000-0000-4000-8000-000000000001', 'p1', 'connectwise-manage', 'https://hooks.acme.example/x', 'sealed.hook', '{recovered}')`,
    `insert into notice_incidents (connection_id, partner_id, cause, opened_at, opened_run_id, last_run_id, nights, noticed_nights, noticed_at) values
       ('00000000-0000-4000-8000-000000000002', 'p 2/ü', 'run', '2026-03-08T02:30:00Z', '00000000-0000-4000-9000-000000000003',
        '00000000-0000-4000-9000-000000000003', 2, 2, '2026-03-09T02:30:00Z')`,
    `insert into notices (id, partner_id, kind, cause_key, provider_id, connection_id, run_id, facts, created_at, spread_at) values
       ('00000000-0000-4000-b000-000000000001', 'p1', 'held_run', 'held:x', 'connectwise-manage', '00000000-0000-4000-8000-000000000001', null,
        '{"causes": []}', '2026-03-09T02:30:00Z', '2026-03-09T02:30:01Z')`,
    `insert into notice_deliveries (notice_id, partner_id, channel, receiver, status, attempts, next_attempt_at, created_at) values
       ('00000000-0000-4000-b000-000000000001', 'p1', 'email', 'anna@acme.example', 'waiting', 2, '2026-03-09T03:00:00Z', '2026-03-09T02:30:01Z')`,
  ],
};
