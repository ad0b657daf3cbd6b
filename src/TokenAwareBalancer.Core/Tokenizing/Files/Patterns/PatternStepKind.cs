namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>What a step of a compiled regular expression does.</summary>
internal enum PatternStepKind
{
    /// <summary>Takes a character of the set.</summary>
    Take,

    /// <summary>Takes as many characters of the set as there are, and gives back one after the other.</summary>
    TakeMany,

    /// <summary>Takes as many, and gives none back.</summary>
    TakeAll,

    /// <summary>Goes on at the next step, and if that fails at the other.</summary>
    Try,

    /// <summary>Goes on at the next step.</summary>
    Go,

    /// <summary>Runs the steps behind it on their own, keeps where they end, and goes on at the next step.</summary>
    Once,

    /// <summary>Runs the steps behind it on their own, for whether they match only, and goes on at the next
    /// step.</summary>
    Look,

    /// <summary>Looks at the character before.</summary>
    LookBehind,

    /// <summary>Looks at the place.</summary>
    Be,

    /// <summary>Has matched.</summary>
    Accept,
}
