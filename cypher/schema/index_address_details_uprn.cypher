// purpose: find AddressDetails nodes by uprn
// params: none
// returns: nothing
CREATE INDEX index_address_details_uprn IF NOT EXISTS FOR (n:AddressDetails) ON (n.uprn)
