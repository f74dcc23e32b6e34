// purpose: read all links there are, in force or not, for how an address is described
// params: none
// returns: source, target, since, until
MATCH (a:Address)-[l:DESCRIBED_BY]->(b:AddressDetails)
RETURN a.id AS source, b.key AS target, l.since AS since, l.until AS until
