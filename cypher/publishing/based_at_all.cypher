// purpose: read all open links for the address of a household
// params: forever
// returns: source, target
MATCH (a:Household)-[l:BASED_AT]->(b:Address)
WHERE l.until = $forever
RETURN a.id AS source, b.id AS target
