// purpose: remove a batch of Record nodes that nothing which is kept hangs on
// params: batch
// returns: removed
MATCH (n:Record)
WHERE COUNT { (n)-[:HAD|WAS_HAD]->(:Touchpoint) } = 0 AND COUNT { (n)-[:SAYS|WAS_SAYS]->(:Details) } = 0
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*) AS removed
