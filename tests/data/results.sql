-- Of two contents under one id: the one that a coordinator chose, else the one with the smaller check.
CREATE VIEW counted AS
SELECT * FROM (
  SELECT r.*, row_number() OVER (
    PARTITION BY r.event
    ORDER BY CASE WHEN s.at IS NULL THEN 1 ELSE 0 END, s.at DESC, s.device DESC, CAST(s.seq AS bigint) DESC, r."check"
  ) AS place
  FROM results r
  LEFT JOIN results s ON s.kind = 'resolve' AND s.replaces = r.event AND s.note = r."check"
  WHERE r.kind NOT IN ('end', 'erased')
) AS ranked WHERE place = 1;

-- The calls that count: not undone on their own device, and not about somebody who is forgotten.
CREATE VIEW reports AS
SELECT r.* FROM counted r
WHERE r.kind = 'report'
  AND NOT EXISTS (SELECT 1 FROM counted u WHERE u.kind = 'undo' AND u.replaces = r.event AND u.device = r.device)
  AND NOT EXISTS (SELECT 1 FROM results f WHERE f.kind = 'forget' AND f.contact = r.contact);

-- The four counts of `ringa status`.
SELECT
  count(CASE WHEN outcome <> 'skipped' THEN 1 END) AS attempts,
  count(DISTINCT CASE WHEN outcome IN ('conversation', 'partial', 'call_back', 'refused', 'do_not_call', 'language',
    'not_member', 'cut_off') THEN contact END) AS contacts_reached,
  count(DISTINCT CASE WHEN outcome = 'conversation' THEN contact END) AS conversations,
  count(DISTINCT CASE WHEN outcome IN ('conversation', 'partial') AND survey_version <> '' THEN contact END) AS surveys
FROM reports;
