using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>A model that a backend serves, perhaps under a name of its own.</summary>
[Shorthand(nameof(Name))]
internal sealed class BackendModelOptions
{
    [Text("The model's name as clients send it.", TextPatterns.Line, TextPatterns.LineExpected), Required]
    public string Name { get; set; } = "";

    /// <summary>Null when it is <see cref="Name"/>.</summary>
    [Text("The model's name as the backend knows it.", TextPatterns.Line, TextPatterns.LineExpected,
        WhenAbsent = "the same as name")]
    public string? BackendName { get; set; }
}
