// purpose: remove a batch of Address nodes that nothing which is kept hangs on
// params: batch
// returns: removed
MATCH (n:Address)
WHERE COUNT { (n)<-[:DENOTES|WAS_DENOTES]-(:StatedAddress) } = 0
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*) AS removed
