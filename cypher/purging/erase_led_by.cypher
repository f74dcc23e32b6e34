// purpose: remove a batch of closed LED_BY links that are past keeping, or were superseded before that
// params: published, old, day, batch
// returns: removed
MATCH (:Record)-[l:LED_BY|WAS_LED_BY]->(:Professional)
WHERE l.until <= $old OR (l.until <= $published AND l.stated_on <= $day)
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
