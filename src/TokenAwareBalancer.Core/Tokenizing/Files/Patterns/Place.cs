namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>What a regular expression can ask of the place between two characters.</summary>
internal enum Place
{
    LineStart,
    LineEnd,
    TextStart,
    TextEnd,
}
