namespace TokenAwareBalancer.Configuration.Reading;

/// <summary>Copies of nodes.</summary>
internal static class NodeExtensions
{
    /// <summary>The same values, said to come from elsewhere: a place within an option's value helps nobody.</summary>
    public static ConfigurationNode MovedTo(this ConfigurationNode node, Origin origin) => node switch
    {
        ListNode list => new ListNode(origin, [.. list.Items.Select(item => item.MovedTo(origin))]),
        MappingNode mapping => new MappingNode(
            origin,
            [.. mapping.Entries.Select(entry => new MappingEntry(entry.Key, origin, entry.Value.MovedTo(origin)))]),
        _ => node with { Origin = origin },
    };
}
