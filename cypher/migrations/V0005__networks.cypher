// What an address is: (:Ip {class, asn, country, lists}) and (:IpPrefix)-[:IN_ASN]->(:Asn {number, name}). An address has an
// IN_ASN of its own only where it is of another autonomous system than its prefix. (:NetworkTable) says by which lists the
// addresses are classed.
CREATE CONSTRAINT asn_number IF NOT EXISTS FOR (a:Asn) REQUIRE a.number IS UNIQUE;
CREATE CONSTRAINT network_table_name IF NOT EXISTS FOR (t:NetworkTable) REQUIRE t.name IS UNIQUE;
CREATE INDEX ip_asn_key IF NOT EXISTS FOR (s:Ip) ON (s.asn, s.key);
