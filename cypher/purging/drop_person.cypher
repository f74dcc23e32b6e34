// purpose: remove a batch of Person nodes that nothing which is kept hangs on
// params: batch
// returns: removed
MATCH (n:Person)
WHERE COUNT { (n)<-[:REFERS_TO|WAS_REFERS_TO]-(:Record) } = 0
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*) AS removed
