-- What a user would write without Port Lore: a post-dissector that tags frames of the documented ports.
local documented = {
  [3201] = { "cpq-tasksmart", "Dead", "Compaq", "CVE-2006-5784" },
  [3206] = { "ironmail", "Dead", "CipherTrust", nil },
  [3256] = { "cpqrpm-agent", "Dead", "Compaq", "W32.HLLW.Dax" },
  [3271] = { "csoft-prev", "Presumed dead", "CSoft", nil },
  [3302] = { "mcs-fastmail", "Presumed dead", "MCS", nil },
}
local proto = Proto("portlore_lua", "Port Lore in Lua")
local fields = {
  port = ProtoField.uint16("portlore_lua.port", "Port"),
  service = ProtoField.string("portlore_lua.service", "Service"),
  life = ProtoField.string("portlore_lua.life", "Life"),
  owner = ProtoField.string("portlore_lua.owner", "Owner"),
  warning = ProtoField.string("portlore_lua.warning", "Warning"),
}
proto.fields = fields

function proto.dissector(tvb, pinfo, tree)
  for _, port in ipairs({ pinfo.src_port, pinfo.dst_port }) do
    local known = documented[port]
    if known then
      local subtree = tree:add(proto)
      subtree:add(fields.port, port):set_generated()
      subtree:add(fields.service, known[1]):set_generated()
      subtree:add(fields.life, known[2]):set_generated()
      subtree:add(fields.owner, known[3]):set_generated()
      if known[4] then subtree:add(fields.warning, known[4]):set_generated() end
    end
  end
end

register_postdissector(proto)
