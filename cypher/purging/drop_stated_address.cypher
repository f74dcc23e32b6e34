// purpose: remove a batch of StatedAddress nodes that nothing which is kept hangs on
// params: batch
// returns: removed
MATCH (n:StatedAddress)
WHERE COUNT { (n)<-[:LIVES_AT|WAS_LIVES_AT]-(:Record) } = 0 AND COUNT { (n)<-[:AT|WAS_AT]-(:Touchpoint) } = 0
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*) AS removed
