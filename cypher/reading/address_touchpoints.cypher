// purpose: read the touchpoints at some addresses in a window of days
// params: ids, after, until, number, agencies, sealed
// returns: id, record, partner, event, kind, happened_on
UNWIND $ids AS id
MATCH (a:Address {id: id})<-[n:DENOTES]-(s:StatedAddress)<-[x:AT]-(t:Touchpoint)
WHERE n.since <= $number AND n.until > $number AND x.since <= $number AND x.until > $number AND t.partner IN $agencies AND NOT x.record IN $sealed AND x.happened_on > $after AND x.happened_on <= $until
RETURN id, x.record AS record, t.partner AS partner, t.key AS event, x.kind AS kind, x.happened_on AS happened_on
