// purpose: read all that a card shows of some persons: what each visible record says and had, those at the same home, and which generation is published meanwhile
// params: ids, after, until, number, agencies, sealed, sealed_addresses
// returns: id, published, records, homes, housemates
MATCH (o:Pointer {key: 'published'})
UNWIND $ids AS id
MATCH (p:Person {id: id})<-[l:REFERS_TO]-(r:Record)
WHERE l.since <= $number AND l.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed
WITH id, p, o.number AS published, collect([r.key, r.partner,
  [(r)-[s:SAYS]->(d:Details) WHERE s.since <= $number AND s.until > $number | [s.stated_on, d.title, d.forenames, d.surname, d.known_as, d.born_on, d.sex]],
  [(r)-[h:HAD]->(t:Touchpoint) WHERE h.since <= $number AND h.until > $number AND h.happened_on > $after AND h.happened_on <= $until | [t.key, h.kind, h.happened_on,
    [(t)-[x:HANDLED_BY]->(w:Professional) WHERE x.since <= $number AND x.until > $number AND NOT x.record IN $sealed | [x.record, w.key, w.name, w.role, w.team, w.phone, w.email]]]],
  [(r)-[c:LED_BY]->(w:Professional) WHERE c.since <= $number AND c.until > $number | [c.is_open, c.opened_on, c.closed_on, c.stated_on, w.key, w.name, w.role, w.team, w.phone, w.email]],
  [(r)-[v:LIVES_AT]->(g:StatedAddress)-[n:DENOTES]->(a:Address)-[q:DESCRIBED_BY]->(e:AddressDetails) WHERE v.since <= $number AND v.until > $number AND n.since <= $number AND n.until > $number AND q.since <= $number AND q.until > $number AND NOT a.id IN $sealed_addresses | [a.id, v.first_seen, v.last_seen, v.current, e.uprn, e.postcode, e.flat, e.number, e.lines, e.institution, e.crowded]]
]) AS records
RETURN id, published, records,
  [(p)-[m:MEMBER_OF]->(h:Household)-[b:BASED_AT]->(a:Address) WHERE m.since <= $number AND m.until > $number AND b.since <= $number AND b.until > $number AND NOT a.id IN $sealed_addresses | [h.id, a.id, m.first_day, m.last_day]] AS homes,
  [(p)-[m:MEMBER_OF]->(h:Household)<-[o:MEMBER_OF]-(q:Person)<-[l:REFERS_TO]-(r:Record)-[s:SAYS]->(d:Details) WHERE m.since <= $number AND m.until > $number AND o.since <= $number AND o.until > $number AND l.since <= $number AND l.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed AND s.since <= $number AND s.until > $number AND q.id <> p.id | [h.id, q.id, o.first_day, o.last_day, r.key, r.partner, s.stated_on, d.title, d.forenames, d.surname, d.known_as, d.born_on, d.sex]] AS housemates
