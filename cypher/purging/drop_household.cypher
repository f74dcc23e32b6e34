// purpose: remove a batch of Household nodes that nothing which is kept hangs on
// params: batch
// returns: removed
MATCH (n:Household)
WHERE COUNT { (n)<-[:MEMBER_OF|WAS_MEMBER_OF]-(:Person) } = 0
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*) AS removed
