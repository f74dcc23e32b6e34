// purpose: remove a batch of Identifier nodes that nothing which is kept hangs on
// params: batch
// returns: removed
MATCH (n:Identifier)
WHERE COUNT { (n)<-[:HAS_IDENTIFIER|WAS_HAS_IDENTIFIER]-(:Record) } = 0
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*) AS removed
