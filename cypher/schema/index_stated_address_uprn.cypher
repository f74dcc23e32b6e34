// purpose: find StatedAddress nodes by uprn
// params: none
// returns: nothing
CREATE INDEX index_stated_address_uprn IF NOT EXISTS FOR (n:StatedAddress) ON (n.uprn)
