// purpose: read every touchpoint at every address in a window of days
// params: number, after, until
// returns: address, event, happened_on
MATCH (t:Touchpoint)-[x:AT]->(s:StatedAddress)-[n:DENOTES]->(a:Address)
WHERE x.since <= $number AND x.until > $number AND n.since <= $number AND n.until > $number AND x.happened_on > $after AND x.happened_on <= $until
RETURN a.id AS address, t.key AS event, x.happened_on AS happened_on
