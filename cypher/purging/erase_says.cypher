// purpose: remove a batch of closed SAYS links that are past keeping, or were superseded before that
// params: published, old, day, batch
// returns: removed
MATCH (:Record)-[l:SAYS|WAS_SAYS]->(:Details)
WHERE l.until <= $old OR (l.until <= $published AND l.stated_on <= $day)
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
