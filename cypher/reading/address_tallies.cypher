// purpose: count the touchpoints at some addresses in a window of days, by partner and kind, each event once
// params: ids, after, until, number, agencies, sealed, sealed_addresses
// returns: id, record, partner, kind, count, last
UNWIND $ids AS id
MATCH (a:Address {id: id})<-[n:DENOTES]-(s:StatedAddress)<-[x:AT]-(t:Touchpoint)
WHERE NOT a.id IN $sealed_addresses AND n.since <= $number AND n.until > $number AND x.since <= $number AND x.until > $number AND t.partner IN $agencies AND NOT x.record IN $sealed AND x.happened_on > $after AND x.happened_on <= $until
WITH id, t, max(x.record) AS record, max(x.happened_on + ' ' + x.kind) AS said
WITH id, t.partner AS partner, substring(said, 11) AS kind, max(record) AS record, count(*) AS count, max(left(said, 10) + ' ' + t.key) AS last
RETURN id, record, partner, kind, count, last
ORDER BY id, partner, kind
