// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for how an address is described
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:Address {id: key})-[l:DESCRIBED_BY]->(b:AddressDetails)
WHERE l.until <= $until
CREATE (a)-[:WAS_DESCRIBED_BY {since: l.since, until: l.until}]->(b)
DELETE l
RETURN count(*) AS moved
