"""What people do to stored disclosures: each act with its permission, its reason and its record."""
