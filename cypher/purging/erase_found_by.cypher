// purpose: remove a batch of closed FOUND_BY links: nobody searches the past
// params: published, batch
// returns: removed
MATCH (:Record)-[l:FOUND_BY|WAS_FOUND_BY]->(:SearchKey)
WHERE l.until <= $published
WITH l LIMIT $batch
DELETE l
RETURN count(*) AS removed
