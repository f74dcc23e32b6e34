// purpose: remove a batch of Professional nodes that nothing which is kept hangs on
// params: batch
// returns: removed
MATCH (n:Professional)
WHERE COUNT { (n)<-[:LED_BY|WAS_LED_BY]-(:Record) } = 0 AND COUNT { (n)<-[:HANDLED_BY|WAS_HANDLED_BY]-(:Touchpoint) } = 0
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*) AS removed
