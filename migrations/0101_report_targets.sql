-- Reports count conversations whose target was missed. Those that have one are counted anew.
ALTER TABLE report_facts ADD COLUMN target_missed INTEGER NOT NULL DEFAULT 0;
INSERT INTO report_marks
  SELECT DISTINCT e.tenant, e.conversation_id FROM events e JOIN conversations c ON c.tenant = e.tenant AND c.id = e.conversation_id
  WHERE e.type = 'sla.at_risk' AND e.detail ->> 'state' = 'breached'
    AND NOT EXISTS (SELECT 1 FROM report_marks m WHERE m.tenant = e.tenant AND m.conversation_id = e.conversation_id);
