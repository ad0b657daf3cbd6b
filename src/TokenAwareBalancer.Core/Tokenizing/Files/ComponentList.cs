namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Resolves components of type <c>Sequence</c> into what they hold.</summary>
internal static class ComponentList
{
    /// <param name="place">A component.</param>
    /// <param name="property">What a sequence's components are called.</param>
    /// <param name="components">Receives all others, in order.</param>
    public static void Flatten(JsonPlace place, string property, List<JsonPlace> components)
    {
        if (place.Type != "Sequence")
        {
            if (components.Count == FileLimits.Components)
                throw place.Wrong($"is one too many: there may be {FileLimits.Components}");
            components.Add(place);
            return;
        }

        place.AllowOnly("type", property);
        foreach (var item in place[property].Items())
            Flatten(item, property, components);
    }
}
