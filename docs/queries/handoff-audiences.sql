-- Which openings of merchants' own rooms had buyers to call, and how many (川流)?
-- For: merchant operations.
-- Parameters: start, end DateTime('UTC'): from when to when rooms opened; top UInt32: how many, largest first.
-- Example: --param_start='2026-06-17 16:00:00' --param_end='2026-06-18 16:00:00' --param_top=10
SELECT merchant, room, opened, tick, buyers, limited
FROM v_handoff_audiences
WHERE opened >= {start:DateTime('UTC')} AND opened < {end:DateTime('UTC')}
ORDER BY buyers DESC, opened, merchant, room
LIMIT {top:UInt32}
