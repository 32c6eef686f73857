"""Which module declares which public name; written by tools/faces from the declarations, not by hand."""

NAMES: dict[str, dict[str, str]] = {
    "Tensor": {
        "_ops.elementwise.abs_sign_round": (
            "abs abs_ absolute angle ceil ceil_ conj_physical conj_physical_ fix fix_ floor floor_ frac frac_ frexp "
            "round round_ sgn sgn_ sign sign_ signbit square square_ trunc trunc_"
        ),
        "_ops.elementwise.activation": "hardshrink prelu relu relu_ sigmoid sigmoid_ tanh tanh_",
        "_ops.elementwise.arithmetic": (
            "add add_ div div_ divide divide_ floor_divide floor_divide_ fmod fmod_ mul mul_ multiply multiply_ neg "
            "neg_ negative negative_ positive reciprocal reciprocal_ remainder remainder_ rsub sub sub_ subtract "
            "subtract_ true_divide true_divide_"
        ),
        "_ops.elementwise.atan2_hypot": (
            "arctan2 arctan2_ atan2 atan2_ copysign copysign_ gcd gcd_ heaviside heaviside_ hypot hypot_ lcm lcm_ "
            "ldexp ldexp_ logaddexp logaddexp2 nextafter nextafter_ xlogy xlogy_"
        ),
        "_ops.elementwise.bitwise_logical": (
            "bitwise_and bitwise_and_ bitwise_left_shift bitwise_left_shift_ bitwise_not bitwise_not_ bitwise_or "
            "bitwise_or_ bitwise_right_shift bitwise_right_shift_ bitwise_xor bitwise_xor_ logical_and logical_and_ "
            "logical_not logical_not_ logical_or logical_or_ logical_xor logical_xor_"
        ),
        "_ops.elementwise.clamp_nan_to_num": (
            "clamp clamp_ clamp_max clamp_max_ clamp_min clamp_min_ clip clip_ nan_to_num nan_to_num_"
        ),
        "_ops.elementwise.compare": (
            "allclose eq eq_ equal ge ge_ greater greater_ greater_equal greater_equal_ gt gt_ isclose isfinite isinf "
            "isnan isneginf isposinf isreal le le_ less less_ less_equal less_equal_ lt lt_ ne ne_ not_equal "
            "not_equal_"
        ),
        "_ops.elementwise.complex": "conj is_conj is_neg resolve_conj resolve_neg",
        "_ops.elementwise.exp_log_sin": (
            "acos acos_ acosh acosh_ arccos arccos_ arccosh arccosh_ arcsin arcsin_ arcsinh arcsinh_ arctan arctan_ "
            "arctanh arctanh_ asin asin_ asinh asinh_ atan atan_ atanh atanh_ cos cos_ cosh cosh_ deg2rad deg2rad_ "
            "erf erf_ erfc erfc_ exp exp2 exp2_ exp_ expm1 expm1_ log log10 log10_ log1p log1p_ log2 log2_ log_ logit "
            "logit_ rad2deg rad2deg_ rsqrt rsqrt_ sin sin_ sinh sinh_ sqrt sqrt_ tan tan_"
        ),
        "_ops.elementwise.lerp_addcmul": "addcdiv addcdiv_ addcmul addcmul_ lerp lerp_",
        "_ops.elementwise.maximum": "fmax fmin maximum minimum",
        "_ops.elementwise.pow": "float_power float_power_ pow pow_",
        "_ops.elementwise.where": "where",
        "_ops.indexing.gather_scatter": "gather scatter scatter_ scatter_add scatter_add_ take_along_dim",
        "_ops.indexing.getitem": "index_put index_put_",
        "_ops.indexing.index_select_add_fill": (
            "index_add index_add_ index_copy index_copy_ index_fill index_fill_ index_select"
        ),
        "_ops.indexing.masked_fill": "masked_fill masked_fill_ masked_scatter masked_scatter_ masked_select",
        "_ops.indexing.nonzero": "argwhere nonzero nonzero_static",
        "_ops.indexing.scatter_reduce": "index_reduce index_reduce_ scatter_reduce scatter_reduce_",
        "_ops.indexing.take_put": "put put_ take",
        "_ops.layers.softmax": "log_softmax softmax",
        "_ops.linalg.addmm": "addbmm addbmm_ addmm addmm_ addmv addmv_ addr addr_ baddbmm baddbmm_",
        "_ops.linalg.cdist": "renorm renorm_",
        "_ops.linalg.cholesky_lu": "cholesky lu lu_solve",
        "_ops.linalg.det": "det logdet slogdet",
        "_ops.linalg.eig_svd": "svd",
        "_ops.linalg.einsum": "cross kron",
        "_ops.linalg.lstsq_pinv": "pinverse",
        "_ops.linalg.matmul": "__matmul__ __rmatmul__ bmm dot ger inner matmul mm mv outer vdot",
        "_ops.linalg.matrix_exp_power": "matrix_exp matrix_power",
        "_ops.linalg.norm": "dist norm",
        "_ops.linalg.qr": "geqrf orgqr ormqr qr",
        "_ops.linalg.solve_inv": "cholesky_inverse cholesky_solve inverse triangular_solve",
        "_ops.random.normal_bernoulli_multinomial": "bernoulli multinomial",
        "_ops.random.uniform_exponential": (
            "bernoulli_ cauchy_ exponential_ geometric_ log_normal_ normal_ random_ uniform_"
        ),
        "_ops.reductions.all_any_count": "all any count_nonzero",
        "_ops.reductions.cumsum_cummax": "cummax cummin cumprod cumprod_ cumsum cumsum_ logcumsumexp",
        "_ops.reductions.gradient_diff": "diff",
        "_ops.reductions.histogram_bincount": "bincount histc histogram",
        "_ops.reductions.logsumexp": "logsumexp",
        "_ops.reductions.max_min_argmax": "amax amin aminmax argmax argmin max min",
        "_ops.reductions.median_mode": "median mode nanmedian",
        "_ops.reductions.quantile": "nanquantile quantile",
        "_ops.reductions.sum_mean_prod": "mean nanmean nansum prod sum sum_to_size",
        "_ops.reductions.topk_sort": "argsort kthvalue msort sort topk",
        "_ops.reductions.unique_searchsorted": "hash_tensor unique unique_consecutive",
        "_ops.reductions.var_std_cov": "corrcoef cov std var",
        "_ops.shapes.diag_tril": "diag diag_embed diagflat fill_diagonal_ trace tril tril_ triu triu_",
        "_ops.shapes.expand_broadcast": "broadcast_to expand expand_as",
        "_ops.shapes.flip_roll_repeat": "flip fliplr flipud repeat repeat_interleave roll rot90 tile",
        "_ops.shapes.select_narrow": "narrow select",
        "_ops.shapes.select_scatter": "as_strided_scatter diagonal_scatter select_scatter slice_scatter",
        "_ops.shapes.split_chunk": (
            "chunk dsplit hsplit split split_with_sizes tensor_split unbind unsafe_chunk unsafe_split "
            "unsafe_split_with_sizes vsplit"
        ),
        "_ops.shapes.squeeze_unsqueeze": "squeeze squeeze_ unsqueeze unsqueeze_",
        "_ops.shapes.transpose_permute": (
            "adjoint moveaxis movedim permute swapaxes swapaxes_ swapdims swapdims_ t t_ transpose transpose_"
        ),
        "_ops.shapes.view_copies": "narrow_copy",
        "_ops.shapes.view_reshape": "contiguous flatten is_contiguous ravel reshape reshape_as unflatten view_as",
        "_ops.signal.stft": "istft stft",
        "_ops.sparse.making": "smm sspaddmm",
        "_ops.sparse.methods": (
            "_coalesced_ _indices _nnz _values ccol_indices coalesce col_indices crow_indices dense_dim indices "
            "is_coalesced row_indices sparse_dim sparse_mask sparse_resize_ sparse_resize_and_clear_ to_dense "
            "to_sparse to_sparse_coo to_sparse_csc to_sparse_csr values"
        ),
        "_ops.special.bessel": "i0 i0_",
        "_ops.special.erfinv_ndtri": "erfinv erfinv_ sinc sinc_",
        "_ops.special.gamma": (
            "digamma digamma_ igamma igamma_ igammac igammac_ lgamma lgamma_ mvlgamma mvlgamma_ polygamma polygamma_"
        ),
        "_ops.tensors.as_strided_unfold": "as_strided as_strided_ diagonal resize_ resize_as_ unfold",
        "_ops.tensors.backward_detach": (
            "backward detach detach_ is_inference register_hook register_post_accumulate_grad_hook requires_grad_ "
            "retain_grad"
        ),
        "_ops.tensors.dlpack": "__dlpack__ __dlpack_device__",
        "_ops.tensors.is_floating_point": "is_complex is_floating_point is_nonzero is_signed",
        "_ops.tensors.item_numpy": (
            "__array__ __array_wrap__ __bool__ __complex__ __contains__ __float__ __format__ __index__ __int__ "
            "__iter__ __len__ __reversed__ item numpy tolist"
        ),
        "_ops.tensors.map_apply": "apply_ map2_ map_",
        "_ops.tensors.size_stride": (
            "as_subclass const_data_ptr data_ptr dim dim_order element_size get_device is_pinned is_same_size "
            "is_set_to module_load ndimension numel pin_memory size storage_offset stride"
        ),
        "_ops.tensors.storage": "is_shared set_ share_memory_ storage storage_type untyped_storage",
        "_ops.tensors.tensor_from_numpy": "new new_tensor",
        "_ops.tensors.to_clone_copy": (
            "bfloat16 bool byte cdouble cfloat chalf char clone copy_ cpu cuda double fill_ float half int long short "
            "to type type_as zero_"
        ),
        "_ops.tensors.zeros_full": "new_empty new_empty_strided new_full new_ones new_zeros",
    },
    "fft": {
        "fft.frequencies": "fftfreq fftshift ifftshift rfftfreq",
        "fft.many": "fft2 fftn hfft2 hfftn ifft2 ifftn ihfft2 ihfftn irfft2 irfftn rfft2 rfftn",
        "fft.one": "fft hfft ifft ihfft irfft rfft",
    },
    "functional": {
        "_ops.elementwise.activation": (
            "celu celu_ elu elu_ gelu glu hardshrink hardsigmoid hardswish hardtanh hardtanh_ leaky_relu leaky_relu_ "
            "logsigmoid mish prelu relu relu6 relu_ selu selu_ sigmoid silu softplus softshrink softsign tanh "
            "tanhshrink threshold threshold_"
        ),
        "_ops.layers.adaptive_pool": (
            "adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d "
            "adaptive_max_pool1d_with_indices adaptive_max_pool2d adaptive_max_pool2d_with_indices "
            "adaptive_max_pool3d adaptive_max_pool3d_with_indices"
        ),
        "_ops.layers.attention": "multi_head_attention_forward scaled_dot_product_attention",
        "_ops.layers.avg_pool": "avg_pool1d avg_pool2d avg_pool3d",
        "_ops.layers.batch_norm": "batch_norm instance_norm",
        "_ops.layers.conv": "conv1d conv2d conv3d conv_tbc",
        "_ops.layers.conv_transpose": "conv_transpose1d conv_transpose2d conv_transpose3d",
        "_ops.layers.cosine_similarity": "cosine_similarity normalize pairwise_distance",
        "_ops.layers.dropout": "alpha_dropout dropout dropout1d dropout2d dropout3d feature_alpha_dropout",
        "_ops.layers.embedding": "embedding embedding_bag one_hot",
        "_ops.layers.fractional_max_pool": (
            "fractional_max_pool2d fractional_max_pool2d_with_indices fractional_max_pool3d "
            "fractional_max_pool3d_with_indices"
        ),
        "_ops.layers.grid_sample": "affine_grid grid_sample",
        "_ops.layers.interpolate": "interpolate upsample upsample_bilinear upsample_nearest",
        "_ops.layers.layer_norm": "group_norm layer_norm local_response_norm rms_norm",
        "_ops.layers.lp_pool": "lp_pool1d lp_pool2d lp_pool3d",
        "_ops.layers.max_pool": (
            "max_pool1d max_pool1d_with_indices max_pool2d max_pool2d_with_indices max_pool3d max_pool3d_with_indices"
        ),
        "_ops.layers.max_unpool": "max_unpool1d max_unpool2d max_unpool3d",
        "_ops.layers.pad": "pad",
        "_ops.layers.pixel_shuffle_unfold": (
            "channel_shuffle fold native_channel_shuffle pixel_shuffle pixel_unshuffle unfold"
        ),
        "_ops.layers.rrelu": "rrelu rrelu_",
        "_ops.layers.softmax": "gumbel_softmax log_softmax softmax softmin",
        "_ops.linalg.cdist": "pdist",
        "_ops.linalg.linear": "bilinear linear",
        "_ops.losses.cross_entropy": "cross_entropy linear_cross_entropy nll_loss",
        "_ops.losses.ctc": "ctc_loss",
        "_ops.losses.kl_div_poisson": "gaussian_nll_loss kl_div poisson_nll_loss",
        "_ops.losses.margin_triplet": (
            "cosine_embedding_loss hinge_embedding_loss margin_ranking_loss multi_margin_loss multilabel_margin_loss "
            "multilabel_soft_margin_loss soft_margin_loss triplet_margin_loss triplet_margin_with_distance_loss"
        ),
        "_ops.losses.mse_l1_bce": (
            "binary_cross_entropy binary_cross_entropy_with_logits huber_loss l1_loss mse_loss smooth_l1_loss"
        ),
    },
    "linalg": {
        "_ops.linalg.cholesky_lu": "cholesky cholesky_ex lu lu_factor lu_factor_ex lu_solve",
        "_ops.linalg.det": "det slogdet",
        "_ops.linalg.eig_svd": "eig eigh eigvals eigvalsh svd svdvals",
        "_ops.linalg.einsum": "cross",
        "_ops.linalg.ldl": "ldl_factor ldl_factor_ex ldl_solve",
        "_ops.linalg.lstsq_pinv": "lstsq matrix_rank pinv",
        "_ops.linalg.matmul": "matmul vecdot",
        "_ops.linalg.matrix_exp_power": "matrix_exp matrix_power",
        "_ops.linalg.multi_dot_tensorsolve": "multi_dot tensorinv tensorsolve",
        "_ops.linalg.norm": "cond matrix_norm norm vector_norm",
        "_ops.linalg.qr": "householder_product qr",
        "_ops.linalg.solve_inv": "inv inv_ex solve solve_ex solve_triangular",
        "_ops.linalg.vander_diagonal": "diagonal vander",
    },
    "special": {
        "_ops.elementwise.abs_sign_round": "round",
        "_ops.elementwise.activation": "expit",
        "_ops.elementwise.atan2_hypot": "xlogy",
        "_ops.elementwise.exp_log_sin": "erf erfc exp2 expm1 log1p logit",
        "_ops.layers.softmax": "log_softmax softmax",
        "_ops.reductions.logsumexp": "logsumexp",
        "_ops.special.bessel": (
            "airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 i0 i0e i1 i1e modified_bessel_i0 modified_bessel_i1 "
            "modified_bessel_k0 modified_bessel_k1 scaled_modified_bessel_k0 scaled_modified_bessel_k1 "
            "spherical_bessel_j0"
        ),
        "_ops.special.erfinv_ndtri": "entr erfcx erfinv log_ndtr ndtr ndtri sinc xlog1py",
        "_ops.special.gamma": "digamma gammainc gammaincc gammaln multigammaln polygamma psi zeta",
        "_ops.special.polynomials": (
            "chebyshev_polynomial_t chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w "
            "hermite_polynomial_h hermite_polynomial_he laguerre_polynomial_l legendre_polynomial_p "
            "shifted_chebyshev_polynomial_t shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v "
            "shifted_chebyshev_polynomial_w"
        ),
    },
    "torch": {
        "_ops.elementwise.abs_sign_round": (
            "abs abs_ absolute angle ceil ceil_ conj_physical conj_physical_ fix fix_ floor floor_ frac frac_ frexp "
            "round round_ sgn sign signbit square square_ trunc trunc_"
        ),
        "_ops.elementwise.activation": (
            "celu celu_ hardshrink prelu relu relu_ selu selu_ sigmoid sigmoid_ tanh tanh_ threshold threshold_"
        ),
        "_ops.elementwise.arithmetic": (
            "add div divide floor_divide fmod mul multiply neg neg_ negative negative_ positive reciprocal "
            "reciprocal_ remainder rsub sub subtract true_divide"
        ),
        "_ops.elementwise.atan2_hypot": (
            "arctan2 atan2 copysign gcd gcd_ heaviside hypot lcm lcm_ ldexp ldexp_ logaddexp logaddexp2 nextafter "
            "xlogy xlogy_"
        ),
        "_ops.elementwise.bitwise_logical": (
            "bitwise_and bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor logical_and "
            "logical_not logical_or logical_xor"
        ),
        "_ops.elementwise.clamp_nan_to_num": (
            "clamp clamp_ clamp_max clamp_max_ clamp_min clamp_min_ clip clip_ nan_to_num nan_to_num_"
        ),
        "_ops.elementwise.compare": (
            "allclose eq equal ge greater greater_equal gt isclose isfinite isin isinf isnan isneginf isposinf isreal "
            "le less less_equal lt ne not_equal"
        ),
        "_ops.elementwise.complex": (
            "complex conj imag is_conj is_neg polar real resolve_conj resolve_neg view_as_complex view_as_real"
        ),
        "_ops.elementwise.exp_log_sin": (
            "acos acos_ acosh acosh_ arccos arccos_ arccosh arccosh_ arcsin arcsin_ arcsinh arcsinh_ arctan arctan_ "
            "arctanh arctanh_ asin asin_ asinh asinh_ atan atan_ atanh atanh_ cos cos_ cosh cosh_ deg2rad deg2rad_ "
            "erf erf_ erfc erfc_ exp exp2 exp2_ exp_ expm1 expm1_ log log10 log10_ log1p log1p_ log2 log2_ log_ logit "
            "logit_ rad2deg rad2deg_ rsqrt rsqrt_ sin sin_ sinh sinh_ sqrt sqrt_ tan tan_"
        ),
        "_ops.elementwise.lerp_addcmul": "addcdiv addcmul lerp",
        "_ops.elementwise.maximum": "fmax fmin maximum minimum",
        "_ops.elementwise.pow": "float_power pow",
        "_ops.elementwise.where": "where",
        "_ops.foreach": (
            "_foreach_abs _foreach_abs_ _foreach_acos _foreach_acos_ _foreach_add _foreach_add_ _foreach_addcdiv "
            "_foreach_addcdiv_ _foreach_addcmul _foreach_addcmul_ _foreach_asin _foreach_asin_ _foreach_atan "
            "_foreach_atan_ _foreach_ceil _foreach_ceil_ _foreach_clamp_max _foreach_clamp_max_ _foreach_clamp_min "
            "_foreach_clamp_min_ _foreach_clone _foreach_copy_ _foreach_cos _foreach_cos_ _foreach_cosh "
            "_foreach_cosh_ _foreach_div _foreach_div_ _foreach_erf _foreach_erf_ _foreach_erfc _foreach_erfc_ "
            "_foreach_exp _foreach_exp_ _foreach_expm1 _foreach_expm1_ _foreach_floor _foreach_floor_ _foreach_frac "
            "_foreach_frac_ _foreach_lerp _foreach_lerp_ _foreach_lgamma _foreach_lgamma_ _foreach_log _foreach_log10 "
            "_foreach_log10_ _foreach_log1p _foreach_log1p_ _foreach_log2 _foreach_log2_ _foreach_log_ _foreach_max "
            "_foreach_maximum _foreach_maximum_ _foreach_minimum _foreach_minimum_ _foreach_mm _foreach_mul "
            "_foreach_mul_ _foreach_neg _foreach_neg_ _foreach_norm _foreach_pow _foreach_pow_ _foreach_powsum "
            "_foreach_reciprocal _foreach_reciprocal_ _foreach_round _foreach_round_ _foreach_rsqrt _foreach_rsqrt_ "
            "_foreach_sigmoid _foreach_sigmoid_ _foreach_sign _foreach_sign_ _foreach_sin _foreach_sin_ _foreach_sinh "
            "_foreach_sinh_ _foreach_sqrt _foreach_sqrt_ _foreach_sub _foreach_sub_ _foreach_tan _foreach_tan_ "
            "_foreach_tanh _foreach_tanh_ _foreach_trunc _foreach_trunc_ _foreach_zero_"
        ),
        "_ops.indexing.gather_scatter": "gather scatter scatter_add take_along_dim",
        "_ops.indexing.getitem": "index_put index_put_",
        "_ops.indexing.index_select_add_fill": "index_add index_copy index_fill index_select",
        "_ops.indexing.masked_fill": "masked_fill masked_scatter masked_select",
        "_ops.indexing.nonzero": "argwhere nonzero nonzero_static unravel_index",
        "_ops.indexing.scatter_reduce": "index_reduce scatter_reduce",
        "_ops.indexing.take_put": "put take",
        "_ops.layers.adaptive_pool": "adaptive_avg_pool1d adaptive_max_pool1d",
        "_ops.layers.avg_pool": "avg_pool1d",
        "_ops.layers.batch_norm": "batch_norm instance_norm native_batch_norm",
        "_ops.layers.conv": "conv1d conv2d conv3d conv_tbc",
        "_ops.layers.conv_transpose": "conv_transpose1d conv_transpose2d conv_transpose3d",
        "_ops.layers.cosine_similarity": "cosine_similarity pairwise_distance",
        "_ops.layers.dropout": (
            "alpha_dropout alpha_dropout_ dropout dropout_ feature_alpha_dropout feature_alpha_dropout_ "
            "feature_dropout feature_dropout_"
        ),
        "_ops.layers.embedding": "embedding",
        "_ops.layers.grid_sample": "affine_grid_generator grid_sampler grid_sampler_2d grid_sampler_3d",
        "_ops.layers.layer_norm": "group_norm layer_norm native_group_norm native_layer_norm rms_norm",
        "_ops.layers.lstm_cell": "gru_cell lstm_cell rnn_relu_cell rnn_tanh_cell",
        "_ops.layers.lstm_gru": "gru lstm rnn_relu rnn_tanh",
        "_ops.layers.max_pool": "max_pool1d max_pool2d max_pool3d",
        "_ops.layers.pad": "constant_pad_nd",
        "_ops.layers.pixel_shuffle_unfold": (
            "channel_shuffle native_channel_shuffle pixel_shuffle pixel_unshuffle"
        ),
        "_ops.layers.rrelu": "rrelu rrelu_",
        "_ops.layers.softmax": "log_softmax softmax",
        "_ops.linalg.addmm": "addbmm addmm addmv addmv_ addr baddbmm",
        "_ops.linalg.cdist": "cdist pdist renorm renorm_",
        "_ops.linalg.cholesky_lu": "cholesky lu lu_solve lu_unpack",
        "_ops.linalg.det": "det logdet slogdet",
        "_ops.linalg.eig_svd": "svd",
        "_ops.linalg.einsum": "cross einsum kron tensordot",
        "_ops.linalg.linear": "bilinear",
        "_ops.linalg.lobpcg": "lobpcg",
        "_ops.linalg.lstsq_pinv": "pinverse",
        "_ops.linalg.matmul": "bmm dot ger inner matmul mm mv outer vdot",
        "_ops.linalg.matrix_exp_power": "matrix_exp matrix_power",
        "_ops.linalg.multi_dot_tensorsolve": "chain_matmul",
        "_ops.linalg.norm": "dist norm",
        "_ops.linalg.qr": "geqrf orgqr ormqr qr",
        "_ops.linalg.solve_inv": "cholesky_inverse cholesky_solve inverse triangular_solve",
        "_ops.linalg.svd_lowrank": "pca_lowrank svd_lowrank",
        "_ops.linalg.vander_diagonal": "vander",
        "_ops.losses.ctc": "ctc_loss",
        "_ops.losses.kl_div_poisson": "kl_div poisson_nll_loss",
        "_ops.losses.margin_triplet": (
            "cosine_embedding_loss hinge_embedding_loss margin_ranking_loss triplet_margin_loss"
        ),
        "_ops.losses.mse_l1_bce": "binary_cross_entropy_with_logits",
        "_ops.older_names": (
            "_cast_Byte _cast_Char _cast_Double _cast_Float _cast_Half _cast_Int _cast_Long _cast_Short "
            "_convert_indices_from_coo_to_csr _convert_indices_from_csr_to_coo _log_softmax_backward_data "
            "_shape_as_tensor _softmax_backward_data"
        ),
        "_ops.random.gamma_binomial": (
            "_dirichlet_grad _sample_dirichlet _standard_gamma _standard_gamma_grad binomial"
        ),
        "_ops.random.normal_bernoulli_multinomial": "bernoulli multinomial normal poisson",
        "_ops.random.rand_randint": "rand rand_like randint randint_like randn randn_like randperm",
        "_ops.reductions.all_any_count": "all any count_nonzero",
        "_ops.reductions.cumsum_cummax": "cummax cummin cumprod cumsum logcumsumexp",
        "_ops.reductions.gradient_diff": "cumulative_trapezoid diff gradient trapezoid trapz",
        "_ops.reductions.histogram_bincount": "bincount histc histogram histogramdd",
        "_ops.reductions.logsumexp": "logsumexp",
        "_ops.reductions.max_min_argmax": "amax amin aminmax argmax argmin max min",
        "_ops.reductions.median_mode": "median mode nanmedian",
        "_ops.reductions.quantile": "nanquantile quantile",
        "_ops.reductions.segment_reduce": "segment_reduce",
        "_ops.reductions.sum_mean_prod": "mean nanmean nansum prod sum",
        "_ops.reductions.topk_sort": "argsort kthvalue msort sort topk",
        "_ops.reductions.unique_searchsorted": "bucketize hash_tensor searchsorted unique unique_consecutive",
        "_ops.reductions.var_std_cov": "corrcoef cov std std_mean var var_mean",
        "_ops.shapes.cat_stack": "cat column_stack concat concatenate dstack hstack row_stack stack vstack",
        "_ops.shapes.diag_tril": "block_diag diag diag_embed diagflat trace tril tril_indices triu triu_indices",
        "_ops.shapes.expand_broadcast": "broadcast_shapes broadcast_tensors broadcast_to",
        "_ops.shapes.flip_roll_repeat": "flip fliplr flipud repeat_interleave roll rot90 tile",
        "_ops.shapes.meshgrid": "cartesian_prod combinations meshgrid",
        "_ops.shapes.select_narrow": "narrow select",
        "_ops.shapes.select_scatter": "as_strided_scatter diagonal_scatter select_scatter slice_scatter",
        "_ops.shapes.split_chunk": (
            "chunk dsplit hsplit split split_with_sizes tensor_split unbind unsafe_chunk unsafe_split "
            "unsafe_split_with_sizes vsplit"
        ),
        "_ops.shapes.squeeze_unsqueeze": "atleast_1d atleast_2d atleast_3d squeeze unsqueeze",
        "_ops.shapes.transpose_permute": "adjoint moveaxis movedim permute swapaxes swapdims t transpose",
        "_ops.shapes.view_copies": (
            "alias_copy as_strided_copy detach_copy diagonal_copy expand_copy narrow_copy permute_copy select_copy "
            "slice_copy split_copy split_with_sizes_copy squeeze_copy t_copy transpose_copy unbind_copy unfold_copy "
            "unsqueeze_copy view_as_complex_copy view_as_real_copy view_copy"
        ),
        "_ops.shapes.view_reshape": "flatten ravel reshape unflatten",
        "_ops.signal.stft": "istft stft",
        "_ops.signal.windows": "bartlett_window blackman_window hamming_window hann_window kaiser_window",
        "_ops.sparse.making": (
            "dsmm smm sparse_compressed_tensor sparse_coo_tensor sparse_csc_tensor sparse_csr_tensor spmm sspaddmm"
        ),
        "_ops.special.bessel": "i0 i0_",
        "_ops.special.erfinv_ndtri": "erfinv sinc sinc_",
        "_ops.special.gamma": "digamma igamma igammac lgamma mvlgamma polygamma",
        "_ops.tensors.arange_linspace": "arange linspace logspace range",
        "_ops.tensors.as_strided_unfold": "as_strided as_strided_ diagonal resize_as_",
        "_ops.tensors.backward_detach": "detach detach_ is_inference",
        "_ops.tensors.dlpack": "from_dlpack",
        "_ops.tensors.finfo_result_type": "finfo iinfo result_type",
        "_ops.tensors.is_floating_point": "is_complex is_floating_point is_nonzero is_signed is_tensor",
        "_ops.tensors.size_stride": "get_device is_same_size numel",
        "_ops.tensors.storage": "from_file is_storage",
        "_ops.tensors.tensor_from_numpy": "as_tensor asarray from_numpy frombuffer tensor",
        "_ops.tensors.to_clone_copy": "clone fill fill_ zero_",
        "_ops.tensors.zeros_full": (
            "empty empty_like empty_permuted empty_strided eye full full_like ones ones_like scalar_tensor zeros "
            "zeros_like"
        ),
    },
}
