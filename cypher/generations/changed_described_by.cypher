// purpose: read what opened or closed since a published generation, of the links for how an address is described
// params: number, forever
// returns: source, target, since, until
MATCH (a:Address)-[l:DESCRIBED_BY]->(b:AddressDetails)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.id AS source, b.key AS target, l.since AS since, l.until AS until
