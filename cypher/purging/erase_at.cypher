// purpose: remove a batch of closed AT links that are past keeping, or were superseded before that
// params: published, old, day, batch
// returns: removed
MATCH (:Touchpoint)-[l:AT|WAS_AT]->(:StatedAddress)
WHERE l.until <= $old OR (l.until <= $published AND l.happened_on <= $day)
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
