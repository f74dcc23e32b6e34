// purpose: remove a batch of closed LIVES_AT links that are past keeping, or were superseded before that
// params: published, old, day, batch
// returns: removed
MATCH (:Record)-[l:LIVES_AT|WAS_LIVES_AT]->(:StatedAddress)
WHERE l.until <= $old OR (l.until <= $published AND l.last_seen <= $day)
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
