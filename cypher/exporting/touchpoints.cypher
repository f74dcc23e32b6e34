// purpose: read every touchpoint of every record in a window of days
// params: number, after, until
// returns: record, event, happened_on
MATCH (r:Record)-[h:HAD]->(t:Touchpoint)
WHERE h.since <= $number AND h.until > $number AND h.happened_on > $after AND h.happened_on <= $until
RETURN r.key AS record, t.key AS event, h.happened_on AS happened_on
