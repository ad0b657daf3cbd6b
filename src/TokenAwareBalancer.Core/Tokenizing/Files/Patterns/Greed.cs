namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>How a repetition decides how often: as often as it can, as seldom, or as often and without going
/// back.</summary>
internal enum Greed
{
    Greedy,
    Lazy,
    Possessive,
}
