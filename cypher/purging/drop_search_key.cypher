// purpose: remove a batch of SearchKey nodes that nothing which is kept hangs on
// params: batch
// returns: removed
MATCH (n:SearchKey)
WHERE COUNT { (n)<-[:FOUND_BY|WAS_FOUND_BY]-(:Record) } = 0
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*) AS removed
