// purpose: remove a batch of Touchpoint nodes that nothing which is kept hangs on
// params: batch
// returns: removed
MATCH (n:Touchpoint)
WHERE COUNT { (n)<-[:HAD|WAS_HAD]-(:Record) } = 0 AND COUNT { (n)-[:AT|WAS_AT]->(:StatedAddress) } = 0
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*) AS removed
