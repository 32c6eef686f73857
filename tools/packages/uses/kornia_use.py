# needs: kornia
import kornia as K
import torch
from _show import show, waves

x = waves(2, 3, 24, 24).abs()
for name, y in {
    "grey": K.color.rgb_to_grayscale(x),
    "hsv": K.color.rgb_to_hsv(x),
    "lab": K.color.rgb_to_lab(x),
    "blur": K.filters.gaussian_blur2d(x, (5, 5), (1.5, 1.5)),
    "median": K.filters.median_blur(x, (3, 3)),
    "sobel": K.filters.sobel(x),
    "canny": K.filters.canny(x)[0],
    "laplacian": K.filters.laplacian(x, 3),
    "unsharp": K.filters.unsharp_mask(x, (3, 3), (1.0, 1.0)),
    "bilateral": K.filters.bilateral_blur(x, (3, 3), 0.1, (1.0, 1.0)),
    "dilation": K.morphology.dilation(x, torch.ones(3, 3)),
    "opening": K.morphology.opening(x, torch.ones(3, 3)),
    "rotate": K.geometry.rotate(x, torch.tensor([30.0, -10.0])),
    "scale": K.geometry.scale(x, torch.tensor([[0.5, 0.7]])),
    "perspective": K.geometry.warp_perspective(x, torch.eye(3).expand(2, 3, 3) + 0.01, (24, 24)),
    "resize": K.geometry.resize(x, (12, 18), antialias=True),
    "equalize": K.enhance.equalize(x),
    "clahe": K.enhance.equalize_clahe(x),
    "gamma": K.enhance.adjust_gamma(x, 0.7),
    "hue": K.enhance.adjust_hue(x, 0.3),
    "corners": K.feature.harris_response(x),
    "rotation": K.geometry.conversions.axis_angle_to_rotation_matrix(waves(4, 3)),
    "quaternion": K.geometry.conversions.rotation_matrix_to_quaternion(
        K.geometry.conversions.axis_angle_to_rotation_matrix(waves(4, 3))
    ),
    "homography": K.geometry.homography.find_homography_dlt(waves(1, 8, 2), waves(1, 8, 2, step=0.9)),
    "ssim": K.losses.ssim_loss(x, x.flip(-1), 5),
    "dice": K.losses.dice_loss(waves(2, 3, 8, 8), torch.arange(128).reshape(2, 8, 8) % 3, average="macro"),
    "variation": K.losses.total_variation(x),
}.items():
    show(name, y[..., -1] if isinstance(y, torch.Tensor) and y.ndim else y)
torch.manual_seed(0)
flip = K.augmentation.AugmentationSequential(
    K.augmentation.RandomHorizontalFlip(p=1.0), K.augmentation.Normalize(0.5, 0.2)
)
show("augmented", flip(x))
z = x.clone().requires_grad_()
K.filters.gaussian_blur2d(z, (5, 5), (1.5, 1.5)).square().sum().backward()
show("gradient", z.grad)
