// purpose: read all open links for the address of a household
// params: forever
// returns: packed source, target
MATCH (a:Household)-[l:BASED_AT]->(b:Address)
WHERE l.until = $forever
RETURN collect([a.id, b.id]) AS packed
