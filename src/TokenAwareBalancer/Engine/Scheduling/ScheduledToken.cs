namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>One token of each choice that is still going, computed.</summary>
/// <param name="Request">Whose.</param>
/// <param name="Ordinal">Counted from 1.</param>
internal readonly record struct ScheduledToken(ScheduledRequest Request, int Ordinal)
{
    public bool IsFirst => Ordinal == 1;

    public bool IsLast => Ordinal == Request.LongestChoiceTokens;
}
