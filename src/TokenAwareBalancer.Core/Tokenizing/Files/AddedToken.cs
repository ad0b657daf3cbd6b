namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>A token that is cut out of a text before anything else is done to it.</summary>
/// <param name="Content">The text it stands for.</param>
/// <param name="Id">Its id.</param>
/// <param name="IsSingleWord">Whether it only counts where no word's character is next to it.</param>
/// <param name="TakesSpaceBefore">Whether the white space before it is part of it.</param>
/// <param name="TakesSpaceAfter">Whether the white space after it is part of it.</param>
/// <param name="IsNormalized">Whether it is looked for behind the normalizer, itself normalized.</param>
internal sealed record AddedToken(
    byte[] Content,
    int Id,
    bool IsSingleWord = false,
    bool TakesSpaceBefore = false,
    bool TakesSpaceAfter = false,
    bool IsNormalized = false);
