-- A small law firm for trying relais out: two entities, five handlers, some 330 addresses.
--
--   relais init ...                       makes the empty store
--   sqlite3 -bail practice.db < firm.sql  fills it, as practice software would: with plain SQL
--
-- Always the same rows: ids and values depend on nothing. All people and companies are invented.
PRAGMA foreign_keys = ON;
BEGIN IMMEDIATE;

-- People ------------------------------------------------------------------------------------------

INSERT INTO employee(id, entity_id, given_name, surname) VALUES
  ('e-mm', 'zurich', 'Max', 'Muster'),
  ('e-af', 'zurich', 'Anna', 'Favre'),
  ('e-lz', 'zurich', 'Luca', 'Zgraggen'),
  ('e-sk', 'zurich', 'Sara', 'Käser'),
  ('e-pg', 'geneva', 'Pierre', 'Gonçalves'),
  ('e-cd', 'geneva', 'Chloé', 'd''Aubigné');

INSERT INTO employee_email(employee_id, email) VALUES
  ('e-mm', 'mm@musterkanzlei.example'), ('e-mm', 'max.muster@musterkanzlei.example'),
  ('e-af', 'af@musterkanzlei.example'),
  ('e-lz', 'lz@musterkanzlei.example'),
  ('e-sk', 'sk@musterkanzlei.example'),
  ('e-pg', 'pg@musterkanzlei-ge.example'),
  ('e-cd', 'cd@musterkanzlei-ge.example');

INSERT INTO handler(id, entity_id, code, given_name, surname, role, language, employee_id,
                    sync_addresses, sync_calendar_items) VALUES
  ('h-mm', 'zurich', 'MM', 'Max', 'Muster', 'partner', 'de', 'e-mm', 1, 1),
  ('h-af', 'zurich', 'AF', 'Anna', 'Favre', 'lawyer', 'de', 'e-af', 1, 1),
  ('h-lz', 'zurich', 'LZ', 'Luca', 'Zgraggen', 'trainee', 'it', 'e-lz', 1, 1),
  ('h-pg', 'geneva', 'PG', 'Pierre', 'Gonçalves', 'partner', 'fr', 'e-pg', 1, 1),
  ('h-cd', 'geneva', 'CD', 'Chloé', 'd''Aubigné', 'lawyer', 'fr', 'e-cd', 1, 1);

INSERT INTO handler_link(handler_id, address) VALUES
  ('h-mm', 'mm@musterkanzlei.example'),
  ('h-af', 'af@musterkanzlei.example'),
  ('h-lz', 'lz@musterkanzlei.example'),
  ('h-pg', 'pg@musterkanzlei-ge.example'),
  ('h-cd', 'cd@musterkanzlei-ge.example');

-- Addresses in bulk: 210 in Zurich, 90 in Geneva ----------------------------------------------------

CREATE TEMP TABLE demo_name(i INTEGER PRIMARY KEY, surname TEXT, given_name TEXT);
INSERT INTO demo_name(surname, given_name) VALUES
  ('Müller', 'Anna'), ('Zgraggen', 'Beat'), ('von Arx', 'Céline'), ('Lüthi', 'Daniel'),
  ('Käser', 'Eveline'), ('Favre', 'François'), ('Perret-Gentil', 'Gaëlle'),
  ('L''Eplattenier', 'Hervé'), ('d''Aubigné', 'Inès'), ('De Pietro', 'Jacopo'),
  ('Dell''Ambrogio', 'Katia'), ('Camenisch', 'Luzi'), ('Krasniqi', 'Mirjeta'),
  ('Jovanović', 'Nikola'), ('Đorđević', 'Olivera'), ('Gonçalves', 'Paulo'),
  ('Müller-Rochat', 'Ruth');

CREATE TEMP TABLE demo_place(i INTEGER PRIMARY KEY, postal_code TEXT, city TEXT, region TEXT,
                             street TEXT, po_box TEXT, language TEXT);
INSERT INTO demo_place(postal_code, city, region, street, po_box, language) VALUES
  ('8001', 'Zürich', 'ZH', 'Bahnhofstrasse', 'Postfach 123', 'de'),
  ('2502', 'Biel/Bienne', 'BE', 'Zentralstrasse', 'Postfach 45', 'de'),
  ('1204', 'Genève', 'GE', 'Rue du Rhône', 'Case postale 123', 'fr'),
  ('2300', 'La Chaux-de-Fonds', 'NE', 'Avenue Léopold-Robert', 'Case postale 7', 'fr'),
  ('1700', 'Fribourg/Freiburg', 'FR', 'Rue de Romont', NULL, 'fr'),
  ('6900', 'Lugano', 'TI', 'Via Nassa', 'Casella postale 123', 'it'),
  ('7180', 'Disentis/Mustér', 'GR', 'Via Lucmagn', NULL, 'rm'),
  ('9000', 'St. Gallen', 'SG', 'Multergasse', 'Postfach 8', 'de');

CREATE TEMP TABLE demo_company(i INTEGER PRIMARY KEY, company TEXT);
INSERT INTO demo_company(company) VALUES
  ('Bäckerei Huber & Söhne AG'), ('Société immobilière « Les Cèdres » SA'),
  ('Fiduciaria Lüönd Sagl'), ('Garage Camenisch GmbH'), ('Pharmacie du Marché SA'),
  ('Schreinerei Käser & Co.'), ('Hôtel des Trois Couronnes SA');

CREATE TEMP TABLE demo_address AS
WITH RECURSIVE
  entity(entity_id, letter, total) AS (VALUES ('zurich', 'z', 210), ('geneva', 'g', 90)),
  n(entity_id, letter, total, i) AS (
    SELECT entity_id, letter, total, 1 FROM entity
    UNION ALL SELECT entity_id, letter, total, i + 1 FROM n WHERE i < total)
SELECT printf('%s%04d', letter, i) AS id, entity_id, i,
       -- every sixth is a company, every tenth a lawyer
       CASE WHEN i % 6 = 0 THEN 'company' WHEN i % 10 = 3 THEN 'lawyer' ELSE 'person' END AS kind,
       1 + (i * 5 + length(entity_id)) % 17 AS surname_i,
       1 + (i * 7) % 17 AS given_i,
       1 + (i * 3 + (letter = 'g') * 2) % 8 AS place_i,
       1 + i % 7 AS company_i
FROM n;

INSERT INTO address(id, entity_id, kind, salutation, title, given_name, surname, company,
                    department, function, language, po_box, street, house_no, postal_code, city,
                    region, home_street, home_house_no, home_postal_code, home_city, birthday,
                    website, remarks, confidential)
SELECT a.id, a.entity_id, a.kind,
       CASE a.kind WHEN 'company' THEN NULL ELSE CASE p.language
         WHEN 'fr' THEN 'Madame, Monsieur' WHEN 'it' THEN 'Gentile Signora, egregio Signore'
         ELSE 'Guten Tag' END END,
       CASE WHEN a.kind <> 'lawyer' THEN NULL ELSE CASE p.language
         WHEN 'fr' THEN 'Me' WHEN 'it' THEN 'Avv.' WHEN 'rm' THEN 'RA' ELSE 'Dr. iur.' END END,
       CASE a.kind WHEN 'company' THEN NULL ELSE g.given_name END,
       CASE a.kind WHEN 'company' THEN NULL ELSE s.surname END,
       CASE a.kind WHEN 'company' THEN c.company || ' (' || p.city || ' ' || a.i || ')'
         WHEN 'lawyer' THEN s.surname || ' & Partner' END,
       CASE WHEN a.kind = 'company' AND a.i % 4 = 0 THEN 'Rechtsdienst' END,
       CASE WHEN a.kind = 'lawyer' THEN 'Partner' END,
       p.language,
       CASE WHEN a.i % 4 = 1 THEN p.po_box END,
       p.street, 1 + a.i % 98, p.postal_code, p.city, p.region,
       CASE WHEN a.i % 5 = 2 THEN 'Seestrasse' END, CASE WHEN a.i % 5 = 2 THEN a.i % 40 + 1 END,
       CASE WHEN a.i % 5 = 2 THEN '8002' END, CASE WHEN a.i % 5 = 2 THEN 'Zürich' END,
       CASE WHEN a.kind = 'person' AND a.i % 7 = 4
         THEN date('1950-01-01', '+' || (a.i * 97) || ' days') END,
       CASE WHEN a.kind = 'company' THEN 'https://www.firma' || a.i || '.example' END,
       CASE WHEN a.i % 9 = 5 THEN 'Erstkontakt über Empfehlung.' || char(10) || 'Bevorzugt Telefon.'
         END,
       a.i % 50 = 49
FROM demo_address AS a
JOIN demo_name AS s ON s.i = a.surname_i
JOIN demo_name AS g ON g.i = a.given_i
JOIN demo_place AS p ON p.i = a.place_i
JOIN demo_company AS c ON c.i = a.company_i
ORDER BY a.id;

INSERT INTO address_contact_point(address_id, slot, type, value, label)
SELECT id, 1, CASE kind WHEN 'person' THEN 'email_p' ELSE 'email_b' END,
       'kontakt.' || id || '@' || CASE kind WHEN 'person' THEN 'privat' ELSE 'firma' END ||
       '.example', NULL
FROM demo_address ORDER BY id;
INSERT INTO address_contact_point(address_id, slot, type, value, label)
SELECT id, 2, CASE kind WHEN 'person' THEN 'phone_p' ELSE 'phone_b' END,
       -- as people type them: most are E.164, some are not
       CASE i % 8 WHEN 0 THEN printf('044 555 %02d %02d', i % 100, (i * 7) % 100)
         WHEN 1 THEN printf('0041 22 555 %02d %02d', i % 100, (i * 3) % 100)
         ELSE printf('+4144555%04d', (i * 7919) % 10000) END, NULL
FROM demo_address WHERE i % 11 <> 0 ORDER BY id;
INSERT INTO address_contact_point(address_id, slot, type, value, label)
SELECT id, 3, 'mobile', printf('+4179555%04d', (i * 6271) % 10000), NULL
FROM demo_address WHERE i % 3 = 1 ORDER BY id;
INSERT INTO address_contact_point(address_id, slot, type, value, label)
SELECT id, 4, 'fax', printf('+4144556%04d', (i * 4051) % 10000), NULL
FROM demo_address WHERE kind <> 'person' AND i % 4 = 0 ORDER BY id;

INSERT INTO address_category(address_id, category)
SELECT id, CASE kind WHEN 'lawyer' THEN 'Gegenanwalt' ELSE 'Mandant' END
FROM demo_address WHERE i % 2 = 0 ORDER BY id;
INSERT INTO address_category(address_id, category)
SELECT id, 'Weihnachtskarte' FROM demo_address WHERE i % 13 = 0 ORDER BY id;

-- Courts, and the hard cases ------------------------------------------------------------------------

INSERT INTO address(id, entity_id, kind, company, language, street, house_no, postal_code, city,
                    region) VALUES
  ('court-bgz', 'zurich', 'court', 'Bezirksgericht Zürich', 'de', 'Badenerstrasse', '90', '8004',
   'Zürich', 'ZH'),
  ('court-bger', 'zurich', 'court', 'Bundesgericht', 'de', 'Av. du Tribunal-fédéral', '29', '1000',
   'Lausanne 14', 'VD'),
  ('court-lug', 'zurich', 'court', 'Pretura di Lugano', 'it', 'Via Bossi', '3', '6900', 'Lugano',
   'TI'),
  ('court-tal', 'geneva', 'court', 'Tribunal d''arrondissement de Lausanne', 'fr',
   'Allée Ernest-Ansermet', '2', '1014', 'Lausanne', 'VD');
INSERT INTO address(id, entity_id, kind, company, po_box, postal_code, city) VALUES
  ('auth-hr', 'zurich', 'authority', 'Handelsregisteramt des Kantons Zürich', 'Postfach', '8022',
   'Zürich'),
  ('auth-op', 'geneva', 'authority', 'Office des poursuites', 'Case postale 208', '1211',
   'Genève 8');

INSERT INTO address(id, entity_id, kind, title, given_name, middle_name, surname, name_suffix,
                    company, remarks, birthday, city) VALUES
  -- the same name precomposed and decomposed, as systems on macOS write it
  ('x-nfc', 'zurich', 'person', NULL, 'Zoë', NULL, 'Müller', NULL, NULL, NULL, NULL, 'Zürich'),
  ('x-nfd', 'zurich', 'person', NULL, 'Zoe' || char(776), NULL, 'Mu' || char(776) || 'ller', NULL,
   NULL, NULL, NULL, 'Zu' || char(776) || 'rich'),
  ('x-emoji', 'zurich', 'person', NULL, 'Uhu 🦉', NULL, 'Lüthi', NULL, NULL, 'mag Kaffee ☕', NULL,
   'Lugano'),
  -- a family: four people joined into one sign
  ('x-zwj', 'zurich', 'person', NULL,
   'Familie ' || char(128104, 8205, 128105, 8205, 128103, 8205, 128102), NULL, 'Krasniqi', NULL,
   NULL, NULL, NULL, 'Biel/Bienne'),
  ('x-rtl', 'zurich', 'person', NULL, 'יוסף', NULL, 'כהן', NULL, NULL, NULL, NULL, 'Zürich'),
  ('x-arabic', 'geneva', 'person', NULL, 'محمد', NULL, 'الحسن', NULL, NULL, NULL, NULL, 'Genève'),
  ('x-titles', 'zurich', 'lawyer', 'RA Dr. iur.', 'Eugénie', 'Marie-Louise', 'von Arx', 'LL.M.',
   'von Arx Müller-Rochat Rechtsanwälte', 'MLaw, Fachanwältin SAV', '1971-02-28', 'St. Gallen'),
  -- stray control characters, blanks and line ends, as imports leave them
  ('x-dirty', 'zurich', 'person', NULL, '  Beat' || char(9), NULL, 'Käser' || char(7), NULL, NULL,
   'erste Zeile' || char(13, 10) || 'zweite Zeile' || char(13) || 'dritte', NULL, 'Zürich '),
  ('x-only-surname', 'zurich', 'person', NULL, NULL, NULL, 'Camenisch', NULL, NULL, NULL, NULL,
   NULL),
  ('x-only-given', 'geneva', 'person', NULL, 'Inès', NULL, NULL, NULL, NULL, NULL, '2000-02-29',
   NULL),
  ('x-quotes', 'geneva', 'company', NULL, NULL, NULL, NULL, NULL,
   'Boulangerie "L''Épi d''Or" <SA> & Cie; \ 100%', NULL, NULL, 'Fribourg/Freiburg'),
  ('x-fence', 'geneva', 'person', NULL, 'Hervé', NULL, 'L''Eplattenier', NULL, NULL,
   'vorher' || char(10) || '--- relais ---' || char(10) || 'kein Block', NULL, 'La Chaux-de-Fonds');

-- 300 characters exactly
INSERT INTO address(id, entity_id, kind, company, city)
SELECT 'x-long', 'zurich', 'company',
       substr(replace(hex(zeroblob(40)), '00', 'Müller und '), 1, 296) || ' AG.', 'Zürich';

-- more e-mails and business phones than an Outlook contact can hold
INSERT INTO address(id, entity_id, kind, given_name, surname, company, city) VALUES
  ('x-mails', 'zurich', 'person', 'Nikola', 'Jovanović', NULL, 'Zürich'),
  ('x-phones', 'zurich', 'company', NULL, NULL, 'Callcenter Dell''Ambrogio SA', 'Lugano');
INSERT INTO address_contact_point(address_id, slot, type, value, label) VALUES
  ('x-mails', 1, 'email_b', 'nikola@firma.example', NULL),
  ('x-mails', 2, 'email_b', 'n.jovanovic@firma.example', 'direkt'),
  ('x-mails', 3, 'email_p', 'nikola@privat.example', NULL),
  ('x-mails', 4, 'email_p', 'niki@privat.example', 'Ferien'),
  ('x-mails', 5, 'email_b', 'verein@verein.example', 'Verein'),
  ('x-mails', 6, 'web', 'https://jovanovic.example', NULL),
  ('x-phones', 1, 'phone_b', '+41915551111', 'Empfang'),
  ('x-phones', 2, 'phone_b', '091 555 22 22', 'Direktion'),
  ('x-phones', 3, 'phone_b', '+41 (0)91 555 33 33', 'Pikett'),
  ('x-phones', 4, 'fax', '+41915554444', NULL),
  ('x-phones', 5, 'phone_b', '0800 555 123', 'gratis'),
  ('x-phones', 6, 'other', 'Threema ABCD1234', NULL),
  ('x-titles', 1, 'email_b', 'vonarx@kanzlei-vonarx.example', NULL),
  ('x-titles', 2, 'phone_b', '+41715550000', NULL),
  ('x-rtl', 1, 'mobile', '+972501234567', NULL),
  ('x-dirty', 1, 'phone_p', ' 044/555.66.77 ', NULL),
  ('court-bgz', 1, 'phone_b', '+41445550001', 'Kanzlei'),
  ('court-tal', 1, 'phone_b', '+41215550002', 'Greffe');
INSERT INTO address_category(address_id, category) VALUES
  ('court-bgz', 'Gericht'), ('court-bger', 'Gericht'), ('court-lug', 'Gericht'),
  ('court-tal', 'Gericht'), ('x-titles', 'Gegenanwalt');

-- deleted in the practice software: in no mailbox, though marked
INSERT INTO address(id, entity_id, kind, surname, deleted_at) VALUES
  ('x-gone', 'zurich', 'person', 'Zgraggen', '2026-01-31T08:00:00.000Z');

-- Who wants what in his mailbox ---------------------------------------------------------------------

INSERT INTO address_sync_mark(address_id, handler_id, marked_by, marked_at)
SELECT a.id, m.handler_id, m.handler_id, '2026-01-05T09:00:00.000Z'
FROM demo_address AS a
JOIN (SELECT 'h-mm' AS handler_id, 'zurich' AS entity_id, 2 AS nth, 0 AS rest
      UNION ALL SELECT 'h-af', 'zurich', 3, 1
      UNION ALL SELECT 'h-lz', 'zurich', 5, 2
      UNION ALL SELECT 'h-pg', 'geneva', 1, 0
      UNION ALL SELECT 'h-cd', 'geneva', 2, 1) AS m
  ON m.entity_id = a.entity_id AND a.i % m.nth = m.rest
ORDER BY m.handler_id, a.id;

INSERT INTO address_sync_mark(address_id, handler_id, marked_by, marked_at) VALUES
  ('court-bgz', 'h-mm', 'h-mm', '2026-01-05T09:00:00.000Z'),
  ('court-bgz', 'h-af', 'h-mm', '2026-01-05T09:00:00.000Z'),
  ('court-bgz', 'h-lz', 'h-mm', '2026-01-05T09:00:00.000Z'),
  ('court-bger', 'h-mm', 'h-mm', '2026-01-05T09:00:00.000Z'),
  ('court-lug', 'h-lz', 'h-lz', '2026-01-05T09:00:00.000Z'),
  ('court-tal', 'h-pg', 'h-pg', '2026-01-05T09:00:00.000Z'),
  ('court-tal', 'h-cd', 'h-pg', '2026-01-05T09:00:00.000Z'),
  ('auth-hr', 'h-mm', 'h-mm', '2026-01-05T09:00:00.000Z'),
  ('auth-op', 'h-pg', 'h-pg', '2026-01-05T09:00:00.000Z'),
  ('x-gone', 'h-mm', 'h-mm', '2026-01-05T09:00:00.000Z');
INSERT INTO address_sync_mark(address_id, handler_id, marked_by, marked_at)
SELECT a.id, CASE a.entity_id WHEN 'zurich' THEN 'h-mm' ELSE 'h-pg' END, 'practice',
       '2026-01-06T09:00:00.000Z'
FROM address AS a WHERE a.id LIKE 'x-%' AND a.id <> 'x-gone' ORDER BY a.id;
INSERT INTO address_sync_mark(address_id, handler_id, marked_by, marked_at)
SELECT a.id, 'h-lz', 'practice', '2026-01-06T09:00:00.000Z'
FROM address AS a WHERE a.entity_id = 'zurich' AND a.id IN ('x-nfd', 'x-zwj', 'x-mails', 'x-phones')
ORDER BY a.id;

-- A few cases ---------------------------------------------------------------------------------------

INSERT INTO case_file(id, entity_id, number, title, client_address_id, responsible_handler_id,
                      confidential, language, court, court_ref) VALUES
  ('c-1', 'zurich', '2024-0173', 'Müller / Bäckerei Huber', 'z0001', 'h-mm', 0, 'de',
   'Bezirksgericht Zürich', 'CG240123-L'),
  ('c-2', 'zurich', 'MUS/24/17', 'Erbteilung von Arx', 'z0010', 'h-af', 1, 'de', NULL, NULL),
  ('c-3', 'zurich', '2025-0004', 'Fiduciaria Lüönd', 'z0012', 'h-lz', 0, 'it',
   'Pretura di Lugano', NULL),
  ('c-4', 'geneva', '2025-0017', 'Société immobilière', 'g0006', 'h-pg', 0, 'fr',
   'Tribunal d''arrondissement de Lausanne', NULL);
INSERT INTO case_file(id, entity_id, number, title, client_address_id, parent_case_id, status)
VALUES ('c-5', 'zurich', '2024-0173/A', 'Vollstreckung', 'z0001', 'c-1', 1);
INSERT INTO case_party(case_id, address_id, role) VALUES
  ('c-1', 'z0006', 'Gegenpartei'), ('c-1', 'z0003', 'Gegenanwältin'), ('c-1', 'court-bgz', 'Gericht'),
  ('c-2', 'z0011', 'Miterbe'), ('c-3', 'court-lug', 'tribunale'), ('c-4', 'court-tal', 'tribunal');

-- Deadlines, reminders and appointments, around today ------------------------------------------------

INSERT INTO deadline(id, entity_id, case_id, name, due_date, due_time, type, description, event_date,
                     period_text, done_at, done_by) VALUES
  ('d-1', 'zurich', 'c-1', 'Klageantwort', date('now', '+20 days'), NULL, 'peremptory', NULL,
   date('now', '-10 days'), '30 Tage ab Zustellung', NULL, NULL),
  ('d-2', 'zurich', 'c-1', 'Stellungnahme zum Gutachten', date('now', '+34 days'), '12:00', 'court',
   'Gutachten liegt im Dossier.', NULL, NULL, NULL, NULL),
  ('d-3', 'zurich', 'c-2', 'Erbbescheinigung beantragen', date('now', '+9 days'), NULL, 'normal', NULL,
   NULL, NULL, NULL, NULL),
  ('d-4', 'zurich', 'c-3', 'Ricorso', date('now', '+15 days'), NULL, 'statutory', NULL,
   date('now', '-15 days'), '30 giorni dalla notifica', NULL, NULL),
  ('d-5', 'zurich', 'c-1', 'Kostenvorschuss', date('now', '-5 days'), NULL, 'court', NULL, NULL, NULL,
   strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-6 days'), 'MM'),
  ('d-6', 'geneva', 'c-4', 'Réplique', date('now', '+12 days'), NULL, 'court', NULL, NULL,
   '20 jours', NULL, NULL);
INSERT INTO deadline_assignee(deadline_id, handler_id) VALUES
  ('d-1', 'h-mm'), ('d-1', 'h-lz'), ('d-2', 'h-mm'), ('d-3', 'h-af'), ('d-4', 'h-lz'), ('d-5', 'h-mm'),
  ('d-6', 'h-pg'), ('d-6', 'h-cd');
INSERT INTO item_lead(kind, item_id, seq, amount, unit, label) VALUES
  ('deadline', 'd-1', 0, 7, 'days', NULL), ('deadline', 'd-1', 1, 2, 'days', 'Entwurf fertig'),
  ('deadline', 'd-2', 0, 3, 'days', NULL), ('deadline', 'd-4', 0, 5, 'days', NULL),
  ('deadline', 'd-6', 0, 7, 'days', NULL);

INSERT INTO reminder(id, entity_id, case_id, name, due_date) VALUES
  ('r-1', 'zurich', 'c-1', 'Vollmacht nachfragen', date('now', '+4 days')),
  ('r-2', 'geneva', 'c-4', 'Relancer la cliente', date('now', '+6 days'));
INSERT INTO reminder_assignee(reminder_id, handler_id) VALUES ('r-1', 'h-mm'), ('r-2', 'h-cd');

INSERT INTO appointment(id, entity_id, case_id, subject, starts_at, ends_at, time_zone, all_day,
                        location, show_as, rrule, type) VALUES
  ('t-1', 'zurich', 'c-1', 'Hauptverhandlung', date('now', '+27 days') || 'T14:00',
   date('now', '+27 days') || 'T16:30', 'Europe/Zurich', 0, 'Bezirksgericht Zürich, Saal 3', 'busy', NULL,
   'hearing'),
  ('t-2', 'zurich', NULL, 'Kanzleisitzung', date('now', 'weekday 1') || 'T08:30',
   date('now', 'weekday 1') || 'T09:15', 'Europe/Zurich', 0, 'Sitzungszimmer', 'busy',
   'FREQ=WEEKLY;BYDAY=MO;COUNT=10', 'meeting'),
  ('t-3', 'geneva', NULL, 'Vacances', date('now', '+40 days') || 'T00:00', date('now', '+47 days') || 'T00:00',
   'Europe/Zurich', 1, NULL, 'oof', NULL, 'absence');
INSERT INTO appointment_assignee(appointment_id, handler_id) VALUES
  ('t-1', 'h-mm'), ('t-1', 'h-lz'), ('t-2', 'h-mm'), ('t-2', 'h-af'), ('t-2', 'h-lz'), ('t-3', 'h-pg');

DROP TABLE temp.demo_address;
DROP TABLE temp.demo_company;
DROP TABLE temp.demo_place;
DROP TABLE temp.demo_name;
COMMIT;
