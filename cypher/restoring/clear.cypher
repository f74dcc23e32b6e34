// purpose: remove a batch of nodes of whatever label, with their links
// params: batch
// returns: removed
MATCH (n)
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*) AS removed
