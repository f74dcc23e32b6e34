// purpose: read the touchpoints at every address in a window of days; who may not be seen is left out by who reads, with the whole event
// params: number, after, until, agencies
// returns: address, record, event, kind, happened_on
MATCH (t:Touchpoint)-[x:AT]->(s:StatedAddress)-[n:DENOTES]->(a:Address)
WHERE x.since <= $number AND x.until > $number AND n.since <= $number AND n.until > $number AND x.happened_on > $after AND x.happened_on <= $until AND t.partner IN $agencies
RETURN a.id AS address, x.record AS record, t.key AS event, x.kind AS kind, x.happened_on AS happened_on
