// purpose: remove a batch of AddressDetails nodes that nothing which is kept hangs on
// params: batch
// returns: removed
MATCH (n:AddressDetails)
WHERE COUNT { (n)<-[:DESCRIBED_BY|WAS_DESCRIBED_BY]-(:Address) } = 0
WITH n LIMIT $batch
DETACH DELETE n
RETURN count(*) AS removed
